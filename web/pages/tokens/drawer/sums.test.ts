import { expect, test } from 'vitest';
import { lastsDays, spentByDay, today } from './sums.ts';

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
const hour = (from: number, completed: number, failed: number, credits: number) => ({
  from,
  completed,
  failed,
  credits,
});
const HOURS = [hour(at(20, 23), 4, 0, 40), hour(at(22, 0), 1, 1, 20), hour(at(22, 9), 2, 0, 30)];
const NOW = at(22, 12);

test('today begins at midnight of the operator', () => {
  expect(today(HOURS, NOW)).toEqual({ completed: 3, failed: 1 });
});

test('seven days are seven bars, also those without a job', () => {
  expect(spentByDay(HOURS, NOW).map(({ credits }) => credits)).toEqual([0, 0, 0, 0, 40, 0, 50]);
});

test('credits last as long as at the pace of the week, and nobody knows how long when none are spent', () => {
  expect(lastsDays(180, 90)).toBe(14);
  expect(lastsDays(180, 0)).toBeNull();
});
