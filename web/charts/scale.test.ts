import { expect, test } from 'vitest';
import { ticks } from './scale.ts';

test('lines of an axis stand at round counts, and at whole ones however few there are', () => {
  expect([0, 1, 2, 3].map((high) => ticks(high))).toEqual([
    [0, 1],
    [0, 1],
    [0, 1, 2],
    [0, 1, 2, 3],
  ]);
  expect(ticks(7)).toEqual([0, 2, 4, 6, 8]);
  expect(ticks(430)).toEqual([0, 100, 200, 300, 400, 500]);
});
