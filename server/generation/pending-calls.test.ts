import { expect, test } from 'vitest';
import { createPendingCalls } from './pending-calls.ts';

/** Calls of three accounts, begun at different times, and what they were told. */
function startCalls() {
  const clock = { at: 0, later: [] as { work: () => void; at: number }[] };
  const calls = createPendingCalls({
    elapsed: () => clock.at,
    schedule(work, delayMs) {
      clock.later.push({ work, at: clock.at + delayMs });
      return () => {};
    },
  });
  const told: string[] = [];
  const begin = (tokenId: number, kind: 'image' | 'video' = 'image') =>
    calls.begin({ upstream: 'flow', kind, tokenId }, (age) => told.push(`${tokenId} ${age}`));
  return {
    calls,
    told,
    begin,
    pass(ms: number): void {
      clock.at += ms;
      for (const { work } of clock.later.filter(({ at }) => at <= clock.at)) work();
    },
  };
}

test('of an upstream that answers nobody, those hear who wait for its kind of work long enough', () => {
  const { calls, told, begin, pass } = startCalls();
  begin(1);
  begin(2, 'video');
  pass(4_000);
  begin(3);
  pass(1_000);
  calls.stalled('flow', 'image', null);
  expect(told).toEqual(['1 odd']);
  pass(15_000);
  calls.stalled('flow', 'image', null);
  expect(told).toEqual(['1 odd', '1 hopeless', '3 odd']);
});

test('of an account that hears nothing, its own calls hear so, and once more when there is no hope', () => {
  const { calls, told, begin, pass } = startCalls();
  const answered = begin(1);
  begin(1);
  begin(2);
  pass(8_000);
  calls.stalled('flow', 'image', 1);
  expect(told).toEqual(['1 odd', '1 odd']);
  answered();
  pass(12_000);
  expect(told).toEqual(['1 odd', '1 odd', '1 hopeless']);
});

test('who has been answered hears nothing', () => {
  const { calls, told, begin, pass } = startCalls();
  begin(1)();
  pass(30_000);
  calls.stalled('flow', 'image', null);
  expect(told).toEqual([]);
});
