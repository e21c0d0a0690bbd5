import { expect, test } from 'vitest';
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
