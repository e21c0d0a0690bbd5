import { expect, test } from 'vitest';
import { createDueQueue } from './due-queue.ts';
import { refreshDueAt, retryDelayMs } from './refresh-times.ts';
import { createManualClock } from './testing/manual-clock.ts';

function queueOf(concurrency = 100) {
  const clock = createManualClock(0);
  const errors: unknown[] = [];
  const log = { error: (fields: unknown) => errors.push(fields) } as never;
  const queue = createDueQueue({ schedule: clock.schedule, now: clock.now, concurrency, log });
  const done: string[] = [];
  const doing = (name: string) => async () => {
    done.push(`${name}@${clock.now()}`);
  };
  return { clock, queue, done, doing, errors };
}

test('work is done at its time, in order of time, with one timer however much there is', async () => {
  const { clock, queue, done } = queueOf(20_000);
  const times = Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 10_000);
  for (const [index, at] of times.entries()) {
    queue.set(`w${index}`, at, async () => {
      done.push(String(at));
    });
  }
  expect(clock.timers()).toBe(1);
  clock.advance(4_999);
  expect(done.length).toBe(5_000);
  clock.advance(5_001);
  expect(done.map(Number)).toEqual([...times].sort((a, b) => a - b));
});

test('setting a key again moves its work, dropping it forgets it', async () => {
  const { clock, queue, done, doing } = queueOf();
  queue.set('a', 10, doing('early'));
  queue.set('a', 30, doing('late'));
  queue.set('b', 20, doing('b'));
  queue.set('c', 25, doing('c'));
  queue.drop('c');
  expect([queue.dueAt('a'), queue.dueAt('c')]).toEqual([30, null]);
  clock.advance(100);
  expect(done).toEqual(['b@20', 'late@30']);
});

test('no more runs at once than allowed; what is late runs when another ends, and a failure stops nothing', async () => {
  const { clock, queue, errors } = queueOf(2);
  let running = 0;
  let most = 0;
  let ended = 0;
  for (let index = 0; index < 7; index += 1) {
    queue.set(`w${index}`, 5, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ended += 1;
      if (index === 3) throw new Error('one of them fails');
    });
  }
  clock.advance(5);
  await expect
    .poll(() => {
      clock.advance(0);
      return ended;
    })
    .toBe(7);
  expect(most).toBe(2);
  expect(errors).toHaveLength(1);
});

test('closing waits for what runs and starts nothing more', async () => {
  const { clock, queue, done, doing } = queueOf();
  let ended = false;
  queue.set('a', 0, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    ended = true;
  });
  queue.set('b', 10, doing('b'));
  clock.advance(0);
  await queue.close();
  expect(ended).toBe(true);
  clock.advance(100);
  expect(done).toEqual([]);
});

test('a timer further away than Node can hold is reached in steps', () => {
  const { clock, queue, done, doing } = queueOf();
  const month = 30 * 24 * 3_600_000;
  queue.set('a', month, doing('a'));
  clock.advance(month - 1);
  expect(done).toEqual([]);
  clock.advance(1);
  expect(done).toEqual([`a@${month}`]);
});

const HOUR_MS = 3_600_000;

test('a refresh is due an hour to an hour and ten minutes before the end', () => {
  const token = { accessTokenExpiresAt: 24 * HOUR_MS, lastRefreshAt: 0 };
  expect(refreshDueAt(token, 0, 0)).toBe(23 * HOUR_MS);
  expect(refreshDueAt(token, 0, 0.5)).toBe(23 * HOUR_MS - 300_000);
  expect(refreshDueAt(token, 23.5 * HOUR_MS, 0)).toBe(23.5 * HOUR_MS);
  expect(refreshDueAt({ ...token, lastRefreshAt: null }, 0, 0)).toBe(23 * HOUR_MS);
});

test('a short life is refreshed half-way, a missing token at once, and one that is born dead not in a circle', () => {
  expect(refreshDueAt({ accessTokenExpiresAt: HOUR_MS, lastRefreshAt: 0 }, 0, 0)).toBe(HOUR_MS / 2);
  expect(refreshDueAt({ accessTokenExpiresAt: null, lastRefreshAt: 5 }, 7, 0)).toBe(7);
  expect(refreshDueAt({ accessTokenExpiresAt: -HOUR_MS, lastRefreshAt: 1000 }, 1000, 0)).toBe(61_000);
});

test('waiting after failures grows from 30 s to 10 min, and is never shorter than the upstream asks', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((count) => retryDelayMs(count, 0) / 1000)).toEqual([
    30, 60, 120, 240, 480, 600, 600,
  ]);
  expect(retryDelayMs(1, 0.999)).toBeGreaterThan(24_000);
  expect(retryDelayMs(1, 0.999)).toBeLessThan(24_100);
  expect(retryDelayMs(1, 0, 90_000)).toBe(90_000);
});
