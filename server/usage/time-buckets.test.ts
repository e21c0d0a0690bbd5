import { expect, test } from 'vitest';
import { timeBuckets } from './time-buckets.ts';

const at = (text: string): number => Date.parse(text);
const lengths = (buckets: readonly { from: number; to: number }[]) =>
  buckets.map(({ from, to }) => (to - from) / 3_600_000);

test('days begin when the clocks of the zone say so, also where they differ by half an hour', () => {
  const days = timeBuckets(at('2026-11-28T00:00Z'), at('2026-11-29T00:00Z'), 'day', 'Asia/Kolkata');
  expect(days).toEqual([
    { from: at('2026-11-27T18:30Z'), to: at('2026-11-28T18:30Z'), label: '2026-11-28' },
    { from: at('2026-11-28T18:30Z'), to: at('2026-11-29T18:30Z'), label: '2026-11-29' },
  ]);
});

test('a day has 23 or 25 hours when clocks change, and no moment is in two or in none', () => {
  const spring = timeBuckets(at('2026-03-28T12:00Z'), at('2026-03-30T12:00Z'), 'day', 'Europe/Berlin');
  expect(lengths(spring)).toEqual([24, 23, 24]);
  const autumn = timeBuckets(at('2026-10-24T12:00Z'), at('2026-10-26T12:00Z'), 'day', 'Europe/Berlin');
  expect(lengths(autumn)).toEqual([24, 25, 24]);
  for (const days of [spring, autumn]) {
    for (const [index, day] of days.entries()) expect(days[index + 1]?.from ?? day.to).toBe(day.to);
  }
});

test('the hour that comes twice is two hours, told apart by their distance from UTC', () => {
  const hours = timeBuckets(at('2026-10-25T00:00Z'), at('2026-10-25T02:00Z'), 'hour', 'Europe/Berlin');
  expect(hours.map(({ label }) => label)).toEqual(['2026-10-25T02:00+02:00', '2026-10-25T02:00+01:00']);
  expect(lengths(hours)).toEqual([1, 1]);
});

test('a zone that nobody knows, and more than can be shown, are refused in words', () => {
  expect(() => timeBuckets(0, 1, 'day', 'Mars/Olympus')).toThrow(/IANA name/);
  expect(() => timeBuckets(at('2025-01-01T00:00Z'), at('2026-01-01T00:00Z'), 'hour', 'UTC')).toThrow(
    /more than 2000 hours/,
  );
});
