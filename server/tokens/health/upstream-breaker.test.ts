import { expect, test } from 'vitest';
import { letGo, sent, type UpstreamBreaker, upstreamFailed, WORKING, waitFor } from './upstream-breaker.ts';

const NOW = 5_000_000;

function failures(tokenIds: readonly number[], accounts: number, gapMs = 10): UpstreamBreaker {
  const usable = () => accounts;
  return tokenIds.reduce<UpstreamBreaker>(
    (breaker, tokenId, index) =>
      upstreamFailed(breaker, { tokenId, generationId: `job-${index}`, usable, now: NOW + index * gapMs }),
    WORKING,
  );
}

test('five failures in a row of several accounts are the upstream’s own', () => {
  expect(failures([1, 2, 3, 1], 3).state).toBe('closed');
  expect(failures([1, 2, 3, 1, 2], 3).state).toBe('open');
});

test('one account that fails says nothing about the upstream, unless it is the only one', () => {
  expect(failures([1, 1, 1, 1, 1, 1, 1], 3).state).toBe('closed');
  expect(failures([1, 1, 1, 1, 1], 1).state).toBe('open');
});

test('one account that fails ten times while nobody has an answer may be the only one for what is asked', () => {
  expect(failures(Array(9).fill(1), 3).state).toBe('closed');
  expect(failures(Array(10).fill(1), 3).state).toBe('open');
});

test('failures far apart do not add up', () => {
  expect(failures([1, 2, 3, 1, 2], 3, 10_000).state).toBe('closed');
});

test('while open nobody goes; then one at a time, and a failed probe opens it again for a little longer', () => {
  const open = failures([1, 2, 1, 2, 1], 2);
  if (open.state !== 'open') throw new Error('it is open');
  expect(waitFor(open, open.until - 400)).toBe(400);
  expect(waitFor(open, open.until)).toBe(0);

  const probing = sent(open, 'probe', open.until);
  expect(waitFor(probing, open.until + 1)).toBeGreaterThan(0);
  const stale = { tokenId: 2, generationId: 'began earlier', usable: () => 2, now: open.until + 1 };
  expect(upstreamFailed(probing, stale)).toBe(probing);
  const again = upstreamFailed(probing, { ...stale, generationId: 'probe' });
  expect(again).toMatchObject({ state: 'open', trips: 2 });
});

test('however long it lasts, an upstream that works again is used within five seconds', () => {
  let breaker = failures([1, 2, 1, 2, 1], 2);
  let at = NOW + 100;
  for (let round = 0; round < 30; round += 1) {
    const waitMs = waitFor(breaker, at);
    expect(waitMs).toBeLessThanOrEqual(3_000);
    at += waitMs;
    breaker = sent(breaker, `probe-${round}`, at);
    breaker = upstreamFailed(breaker, { tokenId: 1, generationId: `probe-${round}`, usable: () => 2, now: at });
  }
});

test('a probe that finds nothing out lets the next one go, at once or after a while', () => {
  const open = failures([1, 1, 1, 1, 1], 1);
  const probing = sent(open, 'probe', NOW + 2_000);
  expect(waitFor(letGo(probing, 'probe'), NOW + 2_001)).toBe(0);
  expect(letGo(probing, 'another')).toBe(probing);
  expect(waitFor(probing, NOW + 2_000 + 4_000)).toBe(0);
  expect(waitFor(probing, NOW - 3_600_000)).toBeLessThanOrEqual(4_000); // the clock was set back
});

test('two accounts that fail alike are not the upstream while a third may work', () => {
  expect(failures([1, 2, 1, 2, 1, 2], 3).state).toBe('closed');
  expect(failures([1, 2, 1, 2, 1, 3], 3).state).toBe('open');
});

test('the longer those that were let through hear nothing bad, the sooner the next one goes; any of them that fails closes it', () => {
  let breaker = failures([1, 1, 1, 1, 1], 1);
  let at = NOW + 10_000;
  const gaps: number[] = [];
  for (let probe = 0; probe < 6; probe += 1) {
    breaker = sent(breaker, `probe-${probe}`, at);
    gaps.push(waitFor(breaker, at));
    at += waitFor(breaker, at);
  }
  expect(gaps).toEqual([4_000, 2_000, 1_000, 500, 250, 125]);
  const failed = { tokenId: 1, generationId: 'probe-1', usable: () => 1, now: at };
  expect(upstreamFailed(breaker, failed)).toMatchObject({ state: 'open', trips: 2 });
});
