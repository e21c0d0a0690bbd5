import { expect, test } from 'vitest';
import { endOfStep } from './clock.ts';
import { markedTimes } from './marked-times.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of this clock. */
const at = (hour: number, minute: number) => new Date(2026, 10, 29, hour, minute).getTime();
const times = (from: number, stepMs: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + index * stepMs);
const written = (all: readonly number[], atLeast: number) =>
  markedTimes(all, atLeast).map((index) => new Date(all[index] ?? 0).toTimeString().slice(0, 5));

test('round times are written, however the first bar begins', () => {
  expect(written(times(at(18, 3), MINUTE_MS, 60), 7)).toEqual(['18:10', '18:20', '18:30', '18:40', '18:50', '19:00']);
  expect(written(times(at(7, 0), HOUR_MS, 24), 4)).toEqual(['12:00', '18:00', '00:00', '06:00']);
});

test('times that are never round are written evenly', () => {
  expect(markedTimes(times(at(18, 3) + 1, MINUTE_MS, 9), 4)).toEqual([0, 4, 8]);
  expect(markedTimes([at(18, 3)], 1)).toEqual([0]);
  expect(markedTimes([], 1)).toEqual([]);
});

test('a step ends when the clock is round, and not while it is', () => {
  expect(endOfStep(at(18, 3), 15 * MINUTE_MS)).toBe(at(18, 15));
  expect(endOfStep(at(18, 15), 15 * MINUTE_MS)).toBe(at(18, 30));
  expect(endOfStep(at(7, 30), 8 * HOUR_MS)).toBe(at(8, 0));
});
