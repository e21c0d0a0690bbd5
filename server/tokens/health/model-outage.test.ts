import { expect, test } from 'vitest';
import { ServiceError } from '../../../schema/errors.ts';
import { account, startRig } from '../testing/rig.ts';
import type { LeaseAnswer, LeaseNeed } from '../types.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;

const PRO = 'PAYGATE_TIER_ONE';
const ULTRA = 'PAYGATE_TIER_TWO';
/** A model that has a key for each tier, as most videos have. */
const KEYS = { [PRO]: 'model_of_pro', [ULTRA]: 'model_of_ultra' };
const NO_ROOM = new ServiceError('upstream_unavailable', 'no room', {
  outcome: 'refused',
  reason: 'PUBLIC_ERROR_MODEL_OVERLOADED',
});
let jobs = 0;

function need(changes: Partial<LeaseNeed> = {}): LeaseNeed {
  const priceByTier = { [PRO]: 10, [ULTRA]: 10 };
  const generationId = `job-${++jobs}`;
  return { generationId, kind: 'video', priceByTier, modelByTier: KEYS, exclude: new Set(), ...changes };
}

/** One try that ends so; without an error the upstream takes it. */
function attempt({ tokens }: Rig, error: ServiceError | null, changes: Partial<LeaseNeed> = {}): LeaseAnswer {
  const asked = need(changes);
  const answer = tokens.pool.lease(asked);
  if (answer.outcome !== 'leased') return answer;
  const { generationId, tokenId, kind, tier } = answer.lease;
  tokens.access.attemptEnded({ generationId, tokenId, kind, modelKey: asked.modelByTier[tier] ?? '' }, error);
  tokens.pool.release(generationId);
  return answer;
}

/** Three Ultra accounts, to which the upstream has said often enough that it has no room for their key of the model. */
async function startFull(others: readonly string[] = [], credits = 1_000) {
  const ultra = ['ada', 'bob', 'eve'];
  const pros = others.map((name) => account(name, { credits }));
  const rig = await startRig([...ultra.map((name) => account(name, { tier: ULTRA })), ...pros]);
  const ids: number[] = [];
  for (const name of ultra) ids.push((await rig.add(name)).token.id);
  for (let time = 0; time < 6; time += 1) attempt(rig, NO_ROOM, { only: ids[time % 3] });
  for (const name of others) ids.push((await rig.add(name)).token.id);
  return { rig, ids, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

const OUTAGE = { outcome: 'outage', ofModel: true, retryAfterMs: 1_000 };

test('a model without room is not sent again though other tiers, which nobody is of, have another key for it', async () => {
  await using pool = await startFull();
  const { rig } = pool;
  expect(attempt(rig, null)).toEqual(OUTAGE);
  expect(rig.tokens.pool.obstacle(need())).toEqual(OUTAGE);
  const other = { [PRO]: 'another', [ULTRA]: 'another' };
  expect(attempt(rig, null, { modelByTier: other }).outcome).toBe('leased');
  rig.clock.advance(1_000);
  expect(attempt(rig, NO_ROOM).outcome).toBe('leased'); // the one that finds out
  expect(attempt(rig, null)).toMatchObject({ outcome: 'outage', ofModel: true });
  rig.clock.advance(3_000);
  expect([attempt(rig, null), attempt(rig, null)].map(({ outcome }) => outcome)).toEqual(['leased', 'leased']);
});

test('the key of a tier counts as soon as somebody of it could serve, and no longer than that', async () => {
  await using pool = await startFull(['pro']);
  const { rig, ids } = pool;
  const pro = ids[3] ?? 0;
  const served = { outcome: 'leased', lease: { tokenId: pro } };
  expect(attempt(rig, null)).toMatchObject(served);
  await rig.tokens.roster.setEnabled(pro, false);
  expect(attempt(rig, null)).toMatchObject({ outcome: 'outage' });
  await rig.tokens.roster.setEnabled(pro, true);
  expect(attempt(rig, null)).toMatchObject(served);
});

test('while one tier has no room for a model its jobs go to another, or wait for it, and it is said why', async () => {
  await using pool = await startFull(['pro']);
  const { rig, ids } = pool;
  const answers = Array.from({ length: 5 }, () => rig.tokens.pool.lease(need()));
  expect(answers.map((answer) => (answer.outcome === 'leased' ? answer.lease.tokenId : answer.outcome))).toEqual([
    ...Array(4).fill(ids[3]),
    'busy',
  ]);
  expect(answers[0]).toMatchObject({
    lease: { choice: { candidates: 1, passedOver: [{ reason: 'Google has no room for this model now', count: 3 }] } },
  });
  rig.clock.advance(1_000);
  expect(attempt(rig, null)).toMatchObject({ outcome: 'leased', lease: { tier: ULTRA } });
});

test('a job whose other accounts have refused it may wait for room', async () => {
  await using pool = await startFull(['pro']);
  const { rig, ids } = pool;
  expect(attempt(rig, null, { exclude: new Set([ids[3] ?? 0]) })).toMatchObject({ outcome: 'outage', ofModel: true });
});

test('an account that cannot pay for a model does not keep its breaker closed', async () => {
  await using pool = await startFull(['poor'], 5);
  expect(attempt(pool.rig, null)).toMatchObject({ outcome: 'outage' });
});

test('for a job that is bound to one account only the key of its own tier counts', async () => {
  await using pool = await startFull(['pro']);
  const { rig, ids } = pool;
  expect(attempt(rig, null, { only: ids[0] })).toMatchObject({ outcome: 'outage' });
  expect(attempt(rig, null, { only: ids[3] }).outcome).toBe('leased');
});
