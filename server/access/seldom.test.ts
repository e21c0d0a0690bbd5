import { expect, test } from 'vitest';
import { createSeldom } from './seldom.ts';

test('of each one something is said once in a while, and of no more than so many', () => {
  let now = 0;
  const isDue = createSeldom({ gapMs: 100, most: 2, elapsed: () => now });
  expect(['a', 'a', 'b', 'c', 'a'].map(isDue)).toEqual([true, false, true, false, false]);
  now = 99;
  expect(['a', 'c'].map(isDue)).toEqual([false, false]);
  now = 100;
  expect(['c', 'a', 'b'].map(isDue)).toEqual([true, true, false]);
});
