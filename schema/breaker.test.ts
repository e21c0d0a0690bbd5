import { expect, test } from 'vitest';
import { type Breaker, settled } from './breaker.ts';

const DAY_MS = 24 * 3_600_000;
const rest = (until: number): Breaker => ({ state: 'open', trips: 1, since: 1_000, until, code: 'token_throttled' });

test('a stored rest of years ends a day after it began', () => {
  const years = rest(1_000 + 9_999 * DAY_MS);
  expect(settled(years, 2_000)).toEqual(rest(1_000 + DAY_MS));
  expect(settled(years, 1_000 + DAY_MS)).toMatchObject({ state: 'half-open', trips: 1 });
});

test('a rest of usual length is left as it is until it is over', () => {
  const hour = rest(3_601_000);
  expect(settled(hour, 3_600_999)).toBe(hour);
  expect(settled(hour, 3_601_000)).toMatchObject({ state: 'half-open' });
});
