import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { Lease, LeaseAnswer, LeaseNeed } from '../tokens/types.ts';
import { createAdmission } from './admission.ts';
import { createDispatcher } from './dispatch.ts';
import { createDurations } from './progress.ts';
import { createQueue } from './queue.ts';

const BUSY: LeaseAnswer = { outcome: 'busy', limit: 'every slot is taken' };

function needOf(generationId: string): LeaseNeed {
  return { generationId, kind: 'image', priceByTier: { PAYGATE_TIER_TWO: 0 }, modelByTier: {}, exclude: new Set() };
}

/** Admission to a pool that answers as it is told to. */
function startAdmission() {
  const served: string[] = [];
  const queue = createQueue();
  const state = { answer: BUSY, slots: 0, queueDepth: 100 };
  const held = new Map<string, Lease>();
  const lease = ({ generationId, kind }: LeaseNeed): LeaseAnswer => {
    if (state.slots === 0) return state.answer;
    state.slots -= 1;
    const slot = { generationId, kind, tokenId: 1, tier: 'PAYGATE_TIER_TWO', credits: 0, upstream: 'flow' } as const;
    return { outcome: 'leased', lease: { ...slot, takenAt: 0, choice: null } };
  };
  const dispatcher = createDispatcher({
    pool: { lease },
    queue,
    onLeased: (id) => served.push(id),
    onImpossible: (id, error) => served.push(`${id}: ${error.code}`),
    elapsed: () => 0,
  });
  const deps = { pool: { lease, held: () => held }, settings: () => ({ queueDepth: state.queueDepth }) };
  const admission = createAdmission({ deps, queue, dispatcher, durations: createDurations() });
  /** Says what becomes of a newcomer, which waits if it has to. */
  function come(id: string, apiKeyId = 'k'): string {
    try {
      if (admission.admit(needOf(id), apiKeyId) !== null) return 'served';
    } catch (cause) {
      return ServiceError.from(cause).code;
    }
    admission.entered(apiKeyId);
    queue.add({ id, apiKeyId, need: needOf(id), hasWaited: false, until: 60_000 });
    return 'waits';
  }
  return { state, served, come, admission, wake: dispatcher.wake };
}

test('a slot that came free goes to those who wait before a newcomer is looked at', () => {
  const { state, served, come, wake } = startAdmission();
  expect([come('first'), come('second')]).toEqual(['waits', 'waits']);
  state.slots = 1;
  wake();
  expect(come('newcomer')).toBe('waits');
  expect(served).toEqual(['first']);
});

test('while the upstream fails for everybody newcomers are told so at once, also when others wait for it to pass', () => {
  const { state, served, come, wake } = startAdmission();
  come('waiting');
  state.answer = { outcome: 'outage', retryAfterMs: 5_000 };
  wake();
  expect([come('a'), come('b')]).toEqual(['upstream_unavailable', 'upstream_unavailable']);
  state.slots = 2;
  expect(come('c')).toBe('served');
  expect(served).toEqual(['waiting']);
});

test('jobs that are being stored count for the depth, and for the share of their key', () => {
  const { state, admission } = startAdmission();
  state.queueDepth = 20;
  for (let index = 0; index < 18; index += 1) expect(admission.admit(needOf(`job-${index}`), 'greedy')).toBeNull();
  expect(() => admission.admit(needOf('one more'), 'greedy')).toThrow(/18 of 20 places/);
  expect(admission.admit(needOf('of another'), 'modest')).toBeNull();
  admission.entered('greedy');
  admission.entered('greedy');
  expect(admission.admit(needOf('again'), 'greedy')).toBeNull();
});
