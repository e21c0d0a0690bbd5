import { expect, test } from 'vitest';
import { step } from './step.ts';

test('no limit comes one step after the most there is, and goes back to it', () => {
  const range = { min: 0, max: 4, isEndless: true };
  expect(step(3, 1, range)).toBe(4);
  expect(step(4, 1, range)).toBeNull();
  expect(step(null, 1, range)).toBeNull();
  expect(step(null, -1, range)).toBe(4);
});

test('a count stays within its range', () => {
  const range = { min: 1, max: 4, isEndless: false };
  expect(step(4, 1, range)).toBe(4);
  expect(step(1, -1, range)).toBe(1);
  expect(step(9, -1, range)).toBe(4);
});
