import { expect, test } from 'vitest';
import { type ErrorCode, ServiceError } from '../../../schema/errors.ts';
import { account, startRig } from '../testing/rig.ts';
import type { LeaseAnswer, LeaseNeed } from '../types.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;

const MINUTE_MS = 60_000;
let jobs = 0;

function need(changes: Partial<LeaseNeed> = {}): LeaseNeed {
  const priceByTier = { PAYGATE_TIER_ONE: 0 };
  const modelByTier = { PAYGATE_TIER_ONE: 'model-a' };
  return { generationId: `job-${++jobs}`, kind: 'video', priceByTier, modelByTier, exclude: new Set(), ...changes };
}

const fault = (code: ErrorCode, retryAfterMs?: number) =>
  new ServiceError(code, `${code} was said`, { outcome: 'refused', retryAfterMs });

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

const outcome = (rig: Rig, error: ServiceError | null = null, changes: Partial<LeaseNeed> = {}) =>
  attempt(rig, error, changes).outcome;

test('a throttled account rests for a minute, for that kind only, and says from when it may be asked again', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  expect(outcome(rig, fault('token_throttled', MINUTE_MS))).toBe('leased');

  rig.clock.advance(20_000);
  expect(attempt(rig, null)).toEqual({
    outcome: 'impossible',
    passedOver: [{ reason: 'resting, throttled by Google', count: 1, names: ['ada@example.com'] }],
    retryAfterMs: 40_000,
  });
  expect(outcome(rig, null, { kind: 'image' })).toBe('leased');

  rig.clock.advance(40_000);
  expect(outcome(rig)).toBe('leased');
  expect(outcome(rig)).toBe('leased');
});

test('nobody could serve while the only account rests, or is closed for that model; it says why', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  const { pool } = rig.tokens;
  attempt(rig, fault('token_throttled', MINUTE_MS));
  expect(pool.obstacle(need())).toMatchObject({ passedOver: [{ reason: 'resting, throttled by Google', count: 1 }] });
  expect(pool.obstacle(need({ kind: 'image' }))).toBeNull();
  rig.clock.advance(MINUTE_MS);
  expect(pool.obstacle(need())).toBeNull();

  attempt(rig, fault('token_quota_exhausted'));
  expect(pool.obstacle(need())).toMatchObject({ passedOver: [{ reason: 'limited for this model', count: 1 }] });
  expect(pool.obstacle(need({ modelByTier: { PAYGATE_TIER_ONE: 'model-b' } }))).toBeNull();

  for (let failures = 0; failures < 5; failures += 1) attempt(rig, fault('upstream_unavailable'), { kind: 'image' });
  expect(pool.obstacle(need({ kind: 'image' }))).toMatchObject({ outcome: 'outage' });
});

test('after a rest one job finds out; the others wait for what it finds', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  attempt(rig, fault('token_throttled', MINUTE_MS));
  rig.clock.advance(MINUTE_MS);

  const { pool, access } = rig.tokens;
  const probe = pool.lease(need());
  if (probe.outcome !== 'leased') throw new Error('the probe may go');
  expect(pool.lease(need())).toMatchObject({ outcome: 'busy', limit: expect.stringContaining('finding out') });
  let freed = 0;
  pool.onFreed(() => {
    freed += 1;
  });
  access.attemptEnded({ ...probe.lease, modelKey: 'model-a' }, fault('token_throttled', MINUTE_MS));
  pool.release(probe.lease.generationId);
  expect(attempt(rig, null)).toMatchObject({ outcome: 'impossible', retryAfterMs: 2 * MINUTE_MS });
  rig.clock.advance(2 * MINUTE_MS);
  expect(freed).toBeGreaterThan(0);
  expect([outcome(rig), outcome(rig)]).toEqual(['leased', 'leased']);
});

test('a probe that learns nothing, because its prompt was refused, leaves the question to the next one', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  attempt(rig, fault('token_throttled', MINUTE_MS));
  rig.clock.advance(MINUTE_MS);
  expect(outcome(rig, fault('content_rejected'))).toBe('leased');
  expect(outcome(rig)).toBe('leased');
});

test('a rest outlasts a restart, and ends in time after it', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  attempt(rig, fault('token_throttled', 5 * MINUTE_MS));
  await rig.restart();
  expect(attempt(rig, null)).toMatchObject({ outcome: 'impossible', retryAfterMs: 5 * MINUTE_MS });
  rig.clock.advance(5 * MINUTE_MS);
  expect(outcome(rig)).toBe('leased');
});

test('a rest ends in its time though the clock is set back meanwhile', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  attempt(rig, fault('token_throttled', MINUTE_MS));
  rig.clock.setBack(6 * 3_600_000);
  rig.clock.advance(MINUTE_MS);
  expect(outcome(rig)).toBe('leased');
});

test('a rest is neither shorter nor longer, and told of as it is, whatever the clock is set to', async () => {
  await using rig = await startRig([account('ada'), account('bob')]);
  const { id } = (await rig.add('ada')).token;
  attempt(rig, fault('token_throttled', MINUTE_MS));
  const bob = (await rig.add('bob')).token.id;
  for (const setTo of [3_600_000, -5 * 3_600_000]) {
    rig.clock.putForward(setTo);
    rig.clock.advance(10_000);
    // Another rest sets the timer anew.
    expect(attempt(rig, fault('token_throttled', 2_000))).toMatchObject({ lease: { tokenId: bob } });
    expect(attempt(rig, null)).toMatchObject({ outcome: 'impossible' });
    rig.clock.advance(2_000);
    expect(attempt(rig, null)).toMatchObject({ lease: { tokenId: bob } });
  }
  await rig.tokens.roster.setEnabled(bob, false);
  expect(attempt(rig, null)).toMatchObject({ outcome: 'impossible', retryAfterMs: MINUTE_MS - 24_000 });
  const token = rig.tokens.roster.get(id);
  const { until } = (token && rig.tokens.health.restOf(token, 'video')) ?? {};
  expect(until).toBe(rig.clock.now() + MINUTE_MS - 24_000);
  rig.clock.advance(MINUTE_MS - 24_000);
  expect(outcome(rig)).toBe('leased');
});

test('an upstream that works again is used again within seconds, though the clock was set back meanwhile', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  for (let time = 0; time < 5; time += 1) attempt(rig, fault('upstream_unavailable'));
  expect(outcome(rig)).toBe('outage');
  rig.clock.setBack(3_600_000);
  rig.clock.advance(3_000);
  expect(outcome(rig)).toBe('leased');
});

test('a restart after the clock was set back ends a rest no later', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  attempt(rig, fault('token_throttled', MINUTE_MS));
  rig.clock.advance(2_000); // stored
  rig.clock.setBack(3_600_000);
  await rig.restart();
  expect(outcome(rig)).toBe('leased');
});

test('an upstream that fails for the only account that may work is the upstream’s fault, whoever else is enrolled', async () => {
  const names = ['ada', 'bob', 'eve'];
  await using rig = await startRig(names.map((name) => account(name)));
  const ids = [];
  for (const name of names) ids.push((await rig.add(name)).token.id);
  for (const id of ids.slice(1)) await rig.tokens.roster.setEnabled(id, false);
  for (let time = 0; time < 5; time += 1) expect(outcome(rig, fault('upstream_unavailable'))).toBe('leased');
  expect(outcome(rig)).toBe('outage');
});

test('credits and tiers that return are seen though nobody tells', async () => {
  await using rig = await startRig([account('ada', { credits: 10 })]);
  const { token } = await rig.add('ada');
  rig.tokens.access.creditsSeen(token.id, 0);
  await rig.restart();
  await rig.patch('ada', { credits: 5_000 });
  rig.clock.advance(15 * MINUTE_MS);
  await expect.poll(() => rig.tokens.roster.get(token.id)?.credits).toBe(5_000);
});

test('a daily quota closes one model until the next day there, and no other', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  attempt(rig, fault('token_quota_exhausted'));
  expect(attempt(rig, null)).toMatchObject({
    outcome: 'impossible',
    passedOver: [{ reason: 'daily quota for this model used up', count: 1 }],
    retryAfterMs: 21 * 3_600_000,
  });
  const other = { modelByTier: { PAYGATE_TIER_ONE: 'model-b' } };
  expect(outcome(rig, null, other)).toBe('leased');
  await rig.restart();
  expect(outcome(rig)).toBe('impossible');
  rig.clock.advance(21 * 3_600_000);
  expect(outcome(rig)).toBe('leased');
});

test('a model that the plan does not include is closed until the tier changes, which is looked up at once', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.patch('ada', { tier: 'PAYGATE_TIER_TWO' });
  attempt(rig, fault('token_model_denied'));
  expect(outcome(rig)).toBe('impossible');
  rig.clock.advance(0);
  await expect.poll(() => rig.tokens.roster.get(token.id)?.tier).toBe('PAYGATE_TIER_TWO');
  const asUltra = { priceByTier: { PAYGATE_TIER_TWO: 0 }, modelByTier: { PAYGATE_TIER_TWO: 'model-a' } };
  expect(outcome(rig, null, asUltra)).toBe('leased');
});

test('out of credits closes videos only, until credits return', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  attempt(rig, fault('token_out_of_credits'));
  expect(outcome(rig)).toBe('impossible');
  expect(outcome(rig, null, { kind: 'image' })).toBe('leased');
  rig.tokens.access.creditsSeen(token.id, 1_500);
  expect(outcome(rig)).toBe('leased');
});

test('so many refusals of the account in a row disable it with the reason; a success in between starts anew', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const { roster } = rig.tokens;
  const refused = fault('token_unauthorized');
  for (const error of [refused, refused, null, refused, refused]) attempt(rig, error);
  expect(roster.get(token.id)).toMatchObject({ status: 'active', consecutiveErrors: 2 });
  attempt(rig, refused);
  expect(roster.get(token.id)).toMatchObject({
    status: 'disabled',
    statusReason: expect.stringContaining('3 faults in a row'),
  });

  await rig.restart();
  expect(rig.tokens.roster.get(token.id)).toMatchObject({ status: 'disabled', consecutiveErrors: 3 });
  expect(await rig.told()).toContain('disabled after faults');
  await rig.tokens.roster.setEnabled(token.id, true);
  expect(rig.tokens.roster.get(token.id)).toMatchObject({ status: 'active', consecutiveErrors: 0, statusReason: null });
});

test('a disabled account is asked again by itself, and is back once it answers', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  for (let time = 0; time < 3; time += 1) attempt(rig, fault('token_unauthorized'));
  await rig.fault({ endpoint: 'session', times: 0, effect: { kind: 'html', status: 503 } });
  rig.clock.advance(MINUTE_MS);
  await expect.poll(async () => (await rig.stats('ada')).calls.session).toBeGreaterThan(1);
  expect(rig.tokens.roster.get(token.id)?.status).toBe('disabled');
  await rig.clearFaults();
  await expect
    .poll(() => {
      rig.clock.advance(MINUTE_MS);
      return rig.tokens.roster.get(token.id)?.status;
    })
    .toBe('active');
  expect(outcome(rig)).toBe('leased');
});

test('accounts that the sign-in takes for signed out in an outage come back by themselves', async () => {
  const names = ['ada', 'bob', 'eve'];
  await using rig = await startRig(names.map((name) => account(name)));
  for (const name of names) await rig.add(name);
  for (const name of names) await rig.patch(name, { sessionDead: true, revokeAccessTokens: true });
  const ids = [...rig.tokens.roster.all()].map(({ id }) => id);
  for (const id of ids)
    await expect(
      rig.tokens.access.withSession(id, async ({ flow, accessToken }) => flow.credits(accessToken)),
    ).rejects.toThrow();
  const states = () => ids.map((id) => rig.tokens.roster.get(id)?.status);
  expect(states()).toEqual(['expired', 'expired', 'expired']);
  for (const name of names) await rig.patch(name, { sessionDead: false });
  rig.clock.advance(5_000); // all of them, though the first ones were lost before it was clear that many are
  await expect.poll(states).toEqual(['active', 'active', 'active']);
});

test('what waits for the operator is not asked again', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.tokens.roster.update(token.id, { status: 'disabled', statusReason: 'by the test' }, 'out');
  const before = (await rig.stats('ada')).calls.session;
  rig.clock.advance(7 * 3_600_000);
  await rig.tokens.close();
  expect((await rig.stats('ada')).calls.session).toBe(before);
  expect(rig.tokens.roster.get(token.id)?.status).toBe('disabled');
});

test.each([
  'content_rejected',
  'invalid_request',
  'upstream_unavailable',
  'verification_required',
  'region_refused',
  'proxy_failed',
  'internal_error',
  'token_throttled',
  'token_quota_exhausted',
] as const)('%s never takes an account out of the pool', async (code) => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const tried = { generationId: 'a', tokenId: token.id, kind: 'video', modelKey: 'm' } as const;
  for (let time = 0; time < 10; time += 1) rig.tokens.access.attemptEnded(tried, fault(code));
  expect(rig.tokens.roster.get(token.id)).toMatchObject({ status: 'active', consecutiveErrors: 0, credits: 1000 });
});

test('when the upstream fails for everybody nobody is blamed, and it is tried again within seconds', async () => {
  const names = ['ada', 'bob', 'eve'];
  await using rig = await startRig(names.map((name) => account(name)));
  for (const name of names) await rig.add(name);
  const down = fault('upstream_unavailable');
  for (let time = 0; time < 5; time += 1) expect(outcome(rig, down)).toBe('leased');
  expect(attempt(rig, null)).toEqual({ outcome: 'outage', retryAfterMs: 1_000 });
  expect(outcome(rig, null, { kind: 'image' })).toBe('leased');

  for (let round = 0; round < 10; round += 1) {
    rig.clock.advance(3_000);
    expect(outcome(rig, down)).toBe('leased'); // the probe
    expect(outcome(rig)).toBe('outage'); // everybody else
  }
  rig.clock.advance(3_000);
  expect([outcome(rig), outcome(rig), outcome(rig)]).toEqual(['leased', 'leased', 'leased']);
  for (const token of rig.tokens.roster.all()) expect(token).toMatchObject({ status: 'active', consecutiveErrors: 0 });
});

test('a broken proxy rests with the accounts behind it, and the others serve', async () => {
  await using rig = await startRig([account('ada'), account('bob')]);
  const ada = await rig.add('ada');
  const bob = await rig.add('bob');
  const sealed = rig.tokens.roster.seal('socks5://user:secret@127.0.0.1:1');
  await rig.tokens.roster.update(ada.token.id, { proxyUrl: sealed }, 'proxied');
  const tried = { generationId: 'a', tokenId: ada.token.id, kind: 'video', modelKey: 'm' } as const;
  rig.tokens.access.attemptEnded(tried, fault('proxy_failed'));
  for (let time = 0; time < 4; time += 1) {
    const answer = attempt(rig, null);
    expect(answer.outcome === 'leased' && answer.lease.tokenId).toBe(bob.token.id);
  }
  await rig.tokens.roster.setEnabled(bob.token.id, false);
  expect(rig.tokens.healthReadings().resting).toEqual({ image: 1, video: 1 });
  const nobody = attempt(rig, null);
  expect(nobody).toMatchObject({ outcome: 'impossible', retryAfterMs: 5_000 });
  expect(JSON.stringify(nobody)).toContain('socks5://127.0.0.1:1');
  expect(JSON.stringify(nobody)).not.toContain('secret');
  rig.clock.advance(5_000);
  expect(outcome(rig)).toBe('leased');
});

/** Everybody's common way out has failed, and its first rest is over. */
async function afterRestOfWay() {
  const pool = await withAccounts('ada', 'bob');
  pool.rig.settings.proxy = 'socks5://user:secret@127.0.0.1:1';
  attempt(pool.rig, fault('proxy_failed'));
  pool.rig.clock.advance(5_000);
  return pool;
}

const CUT_OFF = { outcome: 'impossible', cutOff: true, retryAfterMs: 4_000 };

test('after the rest of a way out one job finds out, and the others wait for what it finds', async () => {
  await using pool = await afterRestOfWay();
  const { rig } = pool;
  const probe = rig.tokens.pool.lease(need({ generationId: 'probe' }));
  const tokenId = probe.outcome === 'leased' ? probe.lease.tokenId : 0;
  const tried = { generationId: 'probe', tokenId, kind: 'video', modelKey: 'm' } as const;
  const others = attempt(rig, null);
  expect(others).toMatchObject(CUT_OFF);
  expect(JSON.stringify(others)).toContain('socks5://127.0.0.1:1');
  expect(outcome(rig, null, { kind: 'image' })).toBe('impossible'); // it is the same way
  rig.tokens.access.attemptEnded(tried, fault('content_rejected'));
  expect([outcome(rig), outcome(rig)]).toEqual(['leased', 'leased']);
});

test('a job that finds its way out broken once more prolongs the rest; one that finds nothing out leaves it to the next', async () => {
  await using pool = await afterRestOfWay();
  const { rig } = pool;
  const calledOff = new ServiceError('cancelled', 'called off', { outcome: 'not-sent' });
  expect(outcome(rig, calledOff)).toBe('leased');
  expect(outcome(rig, fault('proxy_failed'))).toBe('leased');
  expect(attempt(rig, null)).toMatchObject({ outcome: 'impossible', cutOff: true, retryAfterMs: 10_000 });
  rig.clock.advance(10_000);
  expect([outcome(rig), outcome(rig)]).toEqual(['leased', 'leased']);
});

test('while the one that finds out takes its time others follow, sooner and sooner', async () => {
  await using pool = await afterRestOfWay();
  const { rig } = pool;
  let woken = 0;
  rig.tokens.pool.onFreed(() => {
    woken += 1;
  });
  for (const waitMs of [4_000, 2_000, 1_000, 500]) {
    expect(rig.tokens.pool.lease(need()).outcome).toBe('leased');
    expect(rig.tokens.pool.lease(need())).toMatchObject({ outcome: 'impossible', retryAfterMs: waitMs });
    woken = 0;
    rig.clock.advance(waitMs);
    expect(woken).toBeGreaterThan(0); // so that those who wait look again
  }
  expect([1, 2, 3].map(() => rig.tokens.pool.lease(need()).outcome)).toEqual(['leased', 'leased', 'leased']);
});

test('the operator’s “rejoin now” clears every layer', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  attempt(rig, fault('token_throttled', 30 * MINUTE_MS));
  attempt(rig, fault('token_quota_exhausted'), { kind: 'image' });
  for (let time = 0; time < 3; time += 1) {
    rig.tokens.access.attemptEnded(
      { generationId: 'a', tokenId: token.id, kind: 'image', modelKey: 'm' },
      fault('token_unauthorized'),
    );
  }
  rig.tokens.access.attemptEnded(
    { generationId: 'a', tokenId: token.id, kind: 'image', modelKey: 'm' },
    fault('region_refused'),
  );
  expect([outcome(rig), outcome(rig, null, { kind: 'image' })]).toEqual(['impossible', 'impossible']);
  await rig.tokens.rejoin(token.id);
  expect([outcome(rig), outcome(rig, null, { kind: 'image' })]).toEqual(['leased', 'leased']);
  await rig.restart();
  expect([outcome(rig), outcome(rig, null, { kind: 'image' })]).toEqual(['leased', 'leased']);
});

const lost = () => new ServiceError('upstream_unavailable', 'the connection was lost', { outcome: 'unknown' });
/** Ends a try of each of these accounts in turn. */
const each = (rig: Rig, ids: readonly number[], error: ServiceError | null) =>
  ids.map((only) => outcome(rig, error, { only }));
/** A pool of accounts of these names, and their ids. */
async function withAccounts(...names: string[]) {
  const rig = await startRig(names.map((name) => account(name)));
  const ids: number[] = [];
  for (const name of names) ids.push((await rig.add(name)).token.id);
  return { rig, ids, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}
/** Those who would be taken by so many jobs, one after another. */
function chosen(rig: Rig, tries: number): Set<number> {
  const ids = new Set<number>();
  for (let index = 0; index < tries; index += 1) {
    const answer = attempt(rig, null);
    if (answer.outcome === 'leased') ids.add(answer.lease.tokenId);
  }
  return ids;
}

test('an account for which alone the upstream fails rests, while those who are slow at work keep the pool open', async () => {
  await using pool = await withAccounts('ada', 'bob', 'cyd');
  const { rig, ids } = pool;
  const [bad = 0] = ids;
  for (let failures = 0; failures < 3; failures += 1) each(rig, [bad], fault('upstream_unavailable'));
  expect(rig.tokens.health.upstreamStateOf('flow', 'video')).toBe('closed');
  expect(each(rig, [bad], null)).toEqual(['impossible']);
  expect(chosen(rig, 6)).toEqual(new Set(ids.slice(1)));
  rig.clock.advance(3_000);
  expect(each(rig, [bad, bad], null)).toEqual(['leased', 'leased']);
});

test('two accounts of many that fail alike rest, and the upstream is not blamed', async () => {
  await using pool = await withAccounts('ada', 'bob', 'cyd', 'dan', 'eve');
  const { rig, ids } = pool;
  for (let failures = 0; failures < 3; failures += 1) each(rig, ids.slice(0, 2), fault('upstream_unavailable'));
  expect(rig.tokens.health.upstreamStateOf('flow', 'video')).toBe('closed');
  expect(chosen(rig, 9)).toEqual(new Set(ids.slice(2)));
});

test('an account whose answers get lost is tried ever more rarely, though the others are well', async () => {
  await using pool = await withAccounts('ada', 'bob');
  const { rig, ids } = pool;
  const [bad = 0, good = 0] = ids;
  let lostCalls = 0;
  for (let second = 0; second < 300; second += 1) {
    if (each(rig, [bad], lost())[0] === 'leased') lostCalls += 1;
    each(rig, [good], null);
    rig.clock.advance(1_000);
  }
  expect(lostCalls).toBeLessThan(10);
});

test('when it turns out that the upstream fails for everybody, nobody rests for that', async () => {
  await using pool = await withAccounts('ada', 'bob', 'cyd');
  const { rig, ids } = pool;
  const [first = 0, second = 0, third = 0] = ids;
  for (let failures = 0; failures < 3; failures += 1) each(rig, [first], fault('upstream_unavailable'));
  each(rig, [second, third], fault('upstream_unavailable'));
  expect(rig.tokens.health.upstreamStateOf('flow', 'video')).toBe('open');
  rig.clock.advance(1_000);
  expect(each(rig, [first, second, third], null)).toEqual(['leased', 'leased', 'leased']);
});

test('a model that one job is denied by every account is open to the next within a minute, and for a day only after that goes on', async () => {
  await using pool = await withAccounts('ada', 'bob');
  const { rig, ids } = pool;
  const waits: unknown[] = [];
  for (let round = 0; round < 5; round += 1) {
    each(rig, ids, fault('token_model_denied'));
    const answer = attempt(rig, null);
    const waitMs = answer.outcome === 'impossible' ? answer.retryAfterMs : null;
    waits.push(waitMs);
    rig.clock.advance(waitMs ?? 0);
  }
  expect(waits).toEqual([1, 10, 120, 1_440, 1_440].map((minutes) => minutes * MINUTE_MS));
  each(rig, ids, null);
  each(rig, ids, fault('token_model_denied'));
  expect(attempt(rig, null)).toMatchObject({ outcome: 'impossible', retryAfterMs: MINUTE_MS });
});
