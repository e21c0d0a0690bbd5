import { expect, test, vi } from 'vitest';
import { createGate } from './gate.ts';

test('no more than its width runs at once, in order, and a failure gives its place back', async () => {
  const through = createGate(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (index: number) =>
    through(async () => {
      started.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (index % 2 === 0) throw new Error('failed');
    });
  const results = await Promise.allSettled(Array.from({ length: 9 }, (_, index) => work(index)));
  expect(results.map(({ status }) => status === 'rejected')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(2);
  await expect(through(async () => 'again')).resolves.toBe('again');
});

test('work that takes too long gives its place away once, and goes on', async () => {
  const due: (() => void)[] = [];
  const calledOff: (() => void)[] = [];
  const schedule = (work: () => void) => {
    due.push(work);
    return () => void calledOff.push(work);
  };
  const through = createGate(1, { ms: 1_000, schedule });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) =>
    through(async () => {
      started.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const all = ['slow', 'next', 'last'].map(work);
  expect(started).toEqual(['slow']);
  due[0]?.();
  await vi.waitFor(() => expect(started).toEqual(['slow', 'next']));
  ends.get('slow')?.();
  await expect(all[0]).resolves.toBe('slow');
  expect(started).toEqual(['slow', 'next']); // the place it had is not given away a second time
  ends.get('next')?.();
  await vi.waitFor(() => expect(started).toEqual(['slow', 'next', 'last']));
  ends.get('last')?.();
  await expect(Promise.all(all)).resolves.toEqual(['slow', 'next', 'last']);
  expect(calledOff).toEqual(due);
});
