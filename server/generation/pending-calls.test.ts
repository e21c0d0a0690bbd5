import { expect, test } from 'vitest';
import type { Stall } from '../tokens/types.ts';
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
  const everybody = { upstream: 'flow', kind: 'image', tokenId: null, lastsMs: 0, meanMs: 0 } as const;
  const begin = (tokenId: number, kind: 'image' | 'video' = 'image') =>
    calls.begin({ upstream: 'flow', kind, tokenId }, (age) => told.push(`${tokenId} ${age}`));
  return {
    stalled: (stall: Partial<Stall> = {}) => calls.stalled({ ...everybody, ...stall }),
    told,
    begin,
    pass(ms: number): void {
      clock.at += ms;
      for (const { work } of clock.later.filter(({ at }) => at <= clock.at)) work();
    },
  };
}

test('of an upstream that answers nobody, those hear who wait for its kind of work long enough', () => {
  const { stalled, told, begin, pass } = startCalls();
  begin(1);
  begin(2, 'video');
  pass(4_000);
  begin(3);
  pass(1_000);
  stalled();
  expect(told).toEqual(['1 odd']);
  pass(15_000);
  stalled();
  expect(told).toEqual(['1 odd', '1 hopeless', '3 odd']);
});

test('of an account that hears nothing, its own calls hear so, and once more when there is no hope', () => {
  const { stalled, told, begin, pass } = startCalls();
  const answered = begin(1);
  begin(1);
  begin(2);
  pass(8_000);
  stalled({ tokenId: 1 });
  expect(told).toEqual(['1 odd', '1 odd']);
  answered();
  pass(12_000);
  expect(told).toEqual(['1 odd', '1 odd', '1 hopeless']);
});

test('who has been answered hears nothing', () => {
  const { stalled, told, begin, pass } = startCalls();
  begin(1)();
  pass(30_000);
  stalled();
  expect(told).toEqual([]);
});

test('a call that was sent to find out, while free calls hang, has as long as they had hung by then', () => {
  const { stalled, told, begin, pass } = startCalls();
  pass(30_000);
  begin(1);
  pass(29_000);
  stalled({ lastsMs: 59_000 });
  expect(told).toEqual(['1 odd']);
  pass(1_000);
  stalled({ lastsMs: 60_000 });
  expect(told).toEqual(['1 odd', '1 hopeless']);
});

test('after a long silence, such a call has two minutes', () => {
  const { stalled, told, begin, pass } = startCalls();
  pass(600_000);
  begin(1);
  pass(119_000);
  stalled({ lastsMs: 719_000 });
  expect(told).toEqual(['1 odd']);
  pass(1_000);
  stalled({ lastsMs: 720_000 });
  expect(told).toEqual(['1 odd', '1 hopeless']);
});

test('where work takes long, hope does too', () => {
  const { stalled, told, begin, pass } = startCalls();
  begin(1);
  pass(50_000);
  stalled({ meanMs: 30_000 });
  pass(10_000);
  stalled({ meanMs: 30_000 });
  expect(told).toEqual(['1 odd', '1 hopeless']);
});
