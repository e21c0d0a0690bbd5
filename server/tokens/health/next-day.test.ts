import { expect, test } from 'vitest';
import { nextDay } from './next-day.ts';

test('a daily quota is counted anew at midnight in California, in summer and in winter', () => {
  expect(new Date(nextDay(Date.UTC(2026, 6, 1, 10))).toISOString()).toBe('2026-07-02T07:00:00.000Z');
  expect(new Date(nextDay(Date.UTC(2026, 11, 1, 7, 59))).toISOString()).toBe('2026-12-01T08:00:00.000Z');
  expect(new Date(nextDay(Date.UTC(2026, 11, 1, 8))).toISOString()).toBe('2026-12-02T08:00:00.000Z');
});
