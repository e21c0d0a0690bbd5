import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { comesWhenIdle, loadWhenIdle } from './when-idle.ts';

let idle: (() => void)[];
beforeEach(() => {
  idle = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('requestIdleCallback', (work: () => void) => void idle.push(work));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('parts come one by one while the page waits for nothing, also those named later and after one that fails', async () => {
  let isPageWaiting = true;
  const came: string[] = [];
  const part = (name: string, end: () => Promise<void> = async () => {}) =>
    comesWhenIdle(() => {
      came.push(name);
      return end();
    });
  part('fails', () => Promise.reject(new Error('no server')));
  part('second');
  const stop = loadWhenIdle(() => isPageWaiting);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(idle).toEqual([]);
  isPageWaiting = false;
  for (const soFar of [['fails'], ['fails', 'second']]) {
    await vi.advanceTimersByTimeAsync(500);
    expect(idle).toHaveLength(1);
    idle.pop()?.();
    expect(came).toEqual(soFar);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect([idle.length, vi.getTimerCount()]).toEqual([0, 0]);
  part('later');
  await vi.advanceTimersByTimeAsync(500);
  stop();
  part('after the end');
  idle.pop()?.();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([came, vi.getTimerCount()]).toEqual([['fails', 'second', 'later'], 0]);
});
