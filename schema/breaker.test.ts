import { expect, test } from 'vitest';
import { type Breaker, CLOSED, proven, settled, tripped } from './breaker.ts';

const policy = { firstMs: 60_000, maxMs: 300_000 };
const throttled = { code: 'token_throttled' as const };
const NOW = 1_000_000_000;

/** Trips, waits and tries again so often without a success. */
function rests(times: number): number[] {
  const lengths: number[] = [];
  let at = NOW;
  let breaker: Breaker = CLOSED;
  for (let time = 0; time < times; time += 1) {
    breaker = tripped(breaker, policy, throttled, at);
    if (breaker.state !== 'open') throw new Error('a trip opens');
    lengths.push(breaker.until - at);
    at = breaker.until;
    breaker = settled(breaker, at);
    expect(breaker.state).toBe('half-open');
  }
  return lengths;
}

test('rests double with each failed try, up to their limit', () => {
  expect(rests(5)).toEqual([60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('a success closes it, and the next rest is short again', () => {
  const once = tripped(settled(tripped(CLOSED, policy, throttled, NOW), NOW + 60_000), policy, throttled, NOW);
  expect(proven(settled(once, NOW + 120_000))).toEqual(CLOSED);
});

test('the first rest is what the upstream asks for, be it shorter or longer; later ones are at least that', () => {
  const short = tripped(CLOSED, policy, { ...throttled, retryAfterMs: 5_000 }, NOW);
  expect(short).toMatchObject({ until: NOW + 5_000 });
  expect(tripped(CLOSED, policy, { ...throttled, retryAfterMs: 900_000 }, NOW)).toMatchObject({ until: NOW + 900_000 });
  const again = tripped(settled(short, NOW + 5_000), policy, { ...throttled, retryAfterMs: 5_000 }, NOW + 5_000);
  expect(again).toMatchObject({ until: NOW + 5_000 + 120_000, trips: 2 });
});

test('what was under way when a rest began neither ends nor lengthens it', () => {
  const open = tripped(CLOSED, policy, throttled, NOW);
  expect(proven(open)).toBe(open);
  expect(tripped(open, policy, throttled, NOW + 50_000)).toEqual(open);
});

test('a rest does not outlast a clock that is set back', () => {
  const open = tripped(CLOSED, policy, throttled, NOW);
  expect(settled(open, NOW + 59_999)).toBe(open);
  expect(settled(open, NOW - 3_600_000)).toMatchObject({ state: 'half-open' });
});
