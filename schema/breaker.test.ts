import { expect, test } from 'vitest';
import { type Breaker, settled, tripped } from './breaker.ts';

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

test('a longer rest that is asked for meanwhile is rested for its own reason, and a shorter one changes nothing', () => {
  const policy = { firstMs: 60_000, maxMs: 60_000 };
  const failing: Breaker = { state: 'open', trips: 1, since: 1_000, until: 4_000, code: 'upstream_unavailable' };
  const throttle = (retryAfterMs: number) => tripped(failing, policy, { code: 'token_throttled', retryAfterMs }, 2_000);
  expect(throttle(60_000)).toEqual({ ...failing, until: 62_000, code: 'token_throttled' });
  expect(throttle(1_000)).toBe(failing);
});
