import { expect, test } from 'vitest';
import type { LeaseAnswer, LeaseNeed } from '../tokens/types.ts';
import { createDispatcher } from './dispatch.ts';
import { createQueue } from './queue.ts';

const UNTIL = 10_000;

function needOf(generationId: string, price = 10): LeaseNeed {
  const priceByTier = { PAYGATE_TIER_TWO: price };
  return { generationId, kind: 'video', priceByTier, modelByTier: {}, exclude: new Set() };
}

function leased({ generationId, kind }: LeaseNeed): LeaseAnswer {
  const lease = { generationId, kind, tokenId: 1, tier: 'PAYGATE_TIER_TWO', credits: 0, upstream: 'flow' } as const;
  return { outcome: 'leased', lease: { ...lease, takenAt: 0, choice: null } };
}

/** A dispatcher over a pool that answers as told; counts how often it is asked. */
function startDispatch(answer: (need: LeaseNeed) => LeaseAnswer) {
  const told: [string, string][] = [];
  const counts = { asked: 0 };
  const queue = createQueue();
  const dispatcher = createDispatcher({
    pool: {
      lease(need) {
        counts.asked += 1;
        return answer(need);
      },
    },
    queue,
    onLeased: (id) => told.push([id, 'leased']),
    onImpossible: (id, error) => told.push([id, error.code]),
    elapsed: () => 0,
  });
  const add = (id: string, { price = 10, until = UNTIL, key = 'k' } = {}) =>
    queue.add({ id, apiKeyId: key, need: needOf(id, price), hasWaited: false, until });
  const settle = (): void => {
    dispatcher.wake();
    dispatcher.settle();
  };
  return { queue, add, settle, told, counts };
}

test('a freed slot costs the pool one question for it and one for each line that stays, however many wait', () => {
  let slots = 0;
  const dispatch = startDispatch((need) => {
    slots -= 1;
    return slots >= 0 ? leased(need) : { outcome: 'busy', limit: 'every slot is taken' };
  });
  for (let index = 0; index < 2_000; index += 1)
    dispatch.add(`job-${index}`, { key: `key-${index % 50}`, price: 10 * (1 + (index % 3)) });
  slots = 1;
  dispatch.settle();
  expect(dispatch.told).toEqual([['job-0', 'leased']]);
  expect(dispatch.counts.asked).toBe(1 + 3);
});

test('what passes while a job may wait is waited for, and said; what does not ends the waiting', () => {
  const dispatch = startDispatch(({ priceByTier }) =>
    priceByTier.PAYGATE_TIER_TWO === 10
      ? { outcome: 'outage', retryAfterMs: 5_000 }
      : { outcome: 'impossible', passedOver: [{ reason: 'throttled', count: 2, names: [] }], retryAfterMs: 20_000 },
  );
  dispatch.add('outage');
  dispatch.add('not in its time', { price: 20 });
  dispatch.add('in its time', { price: 30, until: 30_000 });
  dispatch.settle();
  expect(dispatch.told).toEqual([['not in its time', 'no_token_available']]);
  expect(dispatch.queue.standingOf('outage')?.limit).toMatch(/Google fails for every account/);
  expect(dispatch.queue.standingOf('in its time')?.limit).toBe('no account can serve this now (2 accounts: throttled)');
});

test('who stood in line and was refused waits on for a broken way out as for an outage, and for nothing else', () => {
  const tried = new Set([7]);
  const rests = { outcome: 'impossible', passedOver: [], retryAfterMs: 5_000 } as const;
  const dispatch = startDispatch(({ priceByTier }) =>
    priceByTier.PAYGATE_TIER_TWO === 10 ? { ...rests, cutOff: true } : rests,
  );
  const add = (id: string, price: number, hasWaited: boolean) =>
    dispatch.queue.add({ id, apiKeyId: 'k', need: { ...needOf(id, price), exclude: tried }, hasWaited, until: UNTIL });
  add('stood in line', 10, true);
  dispatch.settle();
  expect(dispatch.told).toEqual([]);
  dispatch.queue.remove('stood in line');
  add('came just now', 10, false);
  dispatch.settle();
  add('its accounts rest', 20, true);
  dispatch.settle();
  expect(dispatch.told).toEqual([
    ['came just now', 'no_token_available'],
    ['its accounts rest', 'no_token_available'],
  ]);
});
