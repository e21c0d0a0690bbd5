import { expect, test } from 'vitest';
import { readTestCatalogue } from '../../schema/catalogue/read-test-catalogue.ts';
import { createChosenCatalogue, type WireProfile } from '../../schema/catalogue.ts';
import type { Pool } from '../tokens/types.ts';
import { createOfferedModels } from './offered-models.ts';

const catalogue = readTestCatalogue();
const NEEDS_ULTRA = { reason: 'needs tier Ultra', count: 2, names: [] };

/** A pool of which a test says what stands against a job; it counts how often it is asked. */
function start(obstacle: Pool['obstacle'] = () => null) {
  const state = { now: 0, asked: 0, profile: 'current' as WireProfile, obstacle };
  const models = createOfferedModels({
    catalogue,
    isHidden: () => false,
    pool: {
      obstacle(need) {
        state.asked += 1;
        return state.obstacle(need);
      },
    },
    profile: () => state.profile,
    elapsed: () => state.now,
  });
  return { state, ...models };
}

const onlyFree: Pool['obstacle'] = ({ priceByTier }) =>
  priceByTier.PAYGATE_TIER_NOT_PAID === undefined
    ? { outcome: 'impossible', passedOver: [NEEDS_ULTRA], retryAfterMs: null }
    : null;

test('a name that nobody may use says so and why, all others can be served', () => {
  const { get, list } = start(onlyFree);
  expect(get('veo_3_1_t2v_fast')).toMatchObject({ unavailable: null });
  expect(get('veo_3_1_t2v_fast_4k')).toMatchObject({
    tiers: ['PAYGATE_TIER_TWO'],
    credits: { PAYGATE_TIER_TWO: 60 },
    unavailable: 'No account can make this video now (2 accounts: needs tier Ultra).',
  });
  expect(get('sora-2')).toMatchObject({ unavailable: null, aliasOf: 'veo-3.1-fast' });
  expect(get('nothing')).toBeNull();
  expect(list().map(({ id }) => id)).toEqual(catalogue.list().map(({ id }) => id));
});

test('an empty pool and an outage hold for every name', () => {
  const { state, list } = start(() => ({ outcome: 'impossible', passedOver: [], retryAfterMs: null }));
  expect(list().every(({ unavailable }) => unavailable?.includes('the pool is empty'))).toBe(true);
  state.obstacle = () => ({ outcome: 'outage', retryAfterMs: 1_000 });
  state.now += 1_000;
  expect(list().every(({ unavailable }) => unavailable?.startsWith('Google fails for every account'))).toBe(true);
});

test('the pool is asked once a second at most, for each need once, and the list is another only when an answer is', () => {
  const { state, list, get } = start();
  const first = list();
  const needs = state.asked;
  expect(needs).toBeLessThan(100);
  state.now = 999;
  expect(list()).toBe(first);
  expect(get('omni')).toBe(first.find(({ id }) => id === 'omni'));
  expect(state.asked).toBe(needs);
  state.now = 1_000;
  expect(list()).toBe(first);
  expect(state.asked).toBe(2 * needs);
  state.obstacle = onlyFree;
  expect(list()).toBe(first);
  state.now = 2_000;
  expect(list()).not.toBe(first);
});

test('tiers and credits are those of the price list in force', () => {
  const { state, get } = start();
  expect(get('gemini-3.0-pro-image')?.tiers).toContain('PAYGATE_TIER_NOT_PAID');
  expect(get('veo_3_1_t2v_fast')?.credits).toEqual({
    PAYGATE_TIER_NOT_PAID: 20,
    PAYGATE_TIER_ONE: 20,
    PAYGATE_TIER_TWO: 10,
  });
  state.profile = 'seed';
  expect(get('gemini-3.0-pro-image')?.tiers).toEqual(['PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO']);
  expect(get('veo_3_1_t2v_fast')?.credits).toMatchObject({ PAYGATE_TIER_TWO: 0 });
  expect(get('veo_3_1_t2v_fast_ultra_relaxed')?.credits).toBeNull();
});

test('what is hidden is found by its name and is not among those that are shown, from the next look on', () => {
  const chosen = createChosenCatalogue(catalogue);
  const models = createOfferedModels({
    ...{ catalogue: chosen.catalogue, isHidden: chosen.isHidden, pool: { obstacle: () => null } },
    ...{ profile: () => 'current' as const, elapsed: () => 0 },
  });
  const first = models.listed();
  chosen.choose({ aliases: new Map([['clip', 'omni']]), hidden: new Set(['veo-3.1-fast']) });
  const names = models.listed().map(({ id }) => id);
  expect(models.listed()).not.toBe(first);
  expect([names.includes('clip'), names.includes('veo-3.1-fast'), names.includes('sora-2')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(models.get('sora-2')).toMatchObject({ aliasOf: 'veo-3.1-fast', unavailable: null });
  expect(models.list().map(({ id }) => id)).toContain('veo-3.1-fast');
  expect(models.listed()).toBe(models.listed());
});
