import { expect, test } from 'vitest';
import type { Tier } from '../../schema/catalogue.ts';
import { dropLease, recordLease } from './lease-rows.ts';
import { account, startRig } from './testing/rig.ts';
import type { Lease, LeaseAnswer, LeaseNeed } from './types.ts';

const ANY_TIER: Partial<Record<Tier, number>> = { PAYGATE_TIER_NOT_PAID: 0, PAYGATE_TIER_ONE: 0, PAYGATE_TIER_TWO: 0 };
let jobs = 0;
const need = (changes: Partial<LeaseNeed> = {}): LeaseNeed => ({
  generationId: `job-${++jobs}`,
  kind: 'video',
  priceByTier: ANY_TIER,
  modelByTier: {},
  exclude: new Set(),
  ...changes,
});
const paid = (price: number) => need({ priceByTier: { PAYGATE_TIER_ONE: price } });
const leaseOf = (answer: LeaseAnswer): Lease => {
  if (answer.outcome !== 'leased') throw new Error(`not leased: ${JSON.stringify(answer)}`);
  return answer.lease;
};

test('two hundred callers at once never hold more than the slots of three tokens, and nothing is left behind', async () => {
  await using rig = await startRig(['ada', 'bob', 'eve'].map((name) => account(name)));
  for (const name of ['ada', 'bob', 'eve']) await rig.add(name);
  const { pool } = rig.tokens;
  const load = new Map<number, number>();
  let most = 0;
  let served = 0;

  const caller = async () => {
    const mine = need();
    for (;;) {
      const answer = pool.lease(mine);
      if (answer.outcome === 'leased') break;
      expect(answer.outcome).toBe('busy');
      await new Promise<void>((resolve) => {
        const stop = pool.onFreed(() => {
          stop();
          resolve();
        });
      });
    }
    const { tokenId } = pool.held().get(mine.generationId) as Lease;
    load.set(tokenId, (load.get(tokenId) ?? 0) + 1);
    most = Math.max(most, ...load.values());
    await new Promise((resolve) => setImmediate(resolve));
    load.set(tokenId, (load.get(tokenId) ?? 0) - 1);
    pool.release(mine.generationId);
    pool.release(mine.generationId); // twice does no harm
    served += 1;
  };
  await Promise.all(Array.from({ length: 200 }, caller));

  expect(served).toBe(200);
  expect(most).toBe(4);
  expect(pool.held().size).toBe(0);
  const all = Array.from({ length: 12 }, () => leaseOf(pool.lease(need())));
  expect(pool.lease(need())).toEqual({
    outcome: 'busy',
    limit: 'every video slot of 3 accounts that can serve this is taken',
  });
  expect(new Set(all.map(({ tokenId }) => tokenId)).size).toBe(3);
});

test('images and videos have slots of their own; a token without a limit of its own follows the setting as it changes', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const { pool, roster } = rig.tokens;
  await roster.update(token.id, { imageConcurrency: 1 }, 'limited');
  rig.settings.slots.video = 2;
  const outcomes = (kind: 'image' | 'video', count: number) =>
    Array.from({ length: count }, () => pool.lease(need({ kind })).outcome);
  expect(outcomes('image', 2)).toEqual(['leased', 'busy']);
  expect(outcomes('video', 3)).toEqual(['leased', 'leased', 'busy']);

  let freed = 0;
  pool.onFreed(() => {
    freed += 1;
  });
  rig.settings.slots.video = -1;
  pool.settingsChanged();
  expect(freed).toBe(1);
  expect(outcomes('video', 20)).toEqual(Array(20).fill('leased'));
  expect(outcomes('image', 1)).toEqual(['busy']);
});

test('nobody who could serve is impossible, with every reason counted', async () => {
  const names = ['off', 'out', 'no-video', 'free', 'poor', 'able'];
  await using rig = await startRig(
    names.map((name) =>
      account(name, name === 'free' ? { tier: 'PAYGATE_TIER_NOT_PAID' } : { credits: name === 'poor' ? 5 : 100 }),
    ),
  );
  const ids = new Map<string, number>();
  for (const name of names) ids.set(name, (await rig.add(name)).token.id);
  const { roster, pool } = rig.tokens;
  const idOf = (name: string) => ids.get(name) as number;
  await roster.setEnabled(idOf('off'), false);
  await roster.markExpired(idOf('out'), 'ended');
  await roster.update(idOf('no-video'), { videoEnabled: false }, 'video off');

  const answer = pool.lease({ ...paid(20), exclude: new Set([idOf('able')]) });
  expect(answer).toMatchObject({ outcome: 'impossible' });
  expect(
    answer.outcome === 'impossible'
      ? Object.fromEntries(answer.passedOver.map((over) => [over.reason, over.count]))
      : {},
  ).toEqual({
    'switched off': 1,
    'signed out': 1,
    'videos switched off': 1,
    'needs tier Pro': 1,
    'not enough credits (needs 20)': 1,
    'already tried for this request': 1,
  });
  expect(leaseOf(pool.lease(paid(20)))).toMatchObject({
    tokenId: idOf('able'),
    tier: 'PAYGATE_TIER_ONE',
    credits: 20,
    upstream: 'flow',
  });
  expect(pool.readiness()).toEqual({ ready: true, reasons: [] });
});

test('whether anybody could serve is said without taking anything, whatever is busy', async () => {
  await using rig = await startRig([
    account('ada', { credits: 50 }),
    account('bob', { tier: 'PAYGATE_TIER_NOT_PAID' }),
  ]);
  const { pool, roster } = rig.tokens;
  expect(pool.obstacle(need())).toEqual({ outcome: 'impossible', passedOver: [], retryAfterMs: null });
  const { token } = await rig.add('ada');
  await rig.add('bob');
  rig.settings.slots.video = 1;
  expect(pool.obstacle(paid(40))).toBeNull();
  expect(pool.held().size).toBe(0);
  const lease = leaseOf(pool.lease(paid(40)));
  expect(pool.lease(paid(40)).outcome).toBe('busy');
  expect(pool.obstacle(paid(40))).toBeNull();
  expect(pool.obstacle(need({ ...paid(40), kind: 'image' }))).toBeNull();

  expect(pool.obstacle(paid(60))).toMatchObject({
    passedOver: expect.arrayContaining([
      { reason: 'not enough credits (needs 60)', count: 1, names: ['ada@example.com'] },
      { reason: 'needs tier Pro', count: 1, names: ['bob@example.com'] },
    ]),
  });
  pool.release(lease.generationId);
  await roster.setEnabled(token.id, false);
  expect(pool.obstacle(paid(40))).toMatchObject({ outcome: 'impossible' });
});

test('an empty pool is impossible without reasons, and says that it is empty', async () => {
  await using rig = await startRig();
  expect(rig.tokens.pool.lease(need())).toEqual({ outcome: 'impossible', passedOver: [], retryAfterMs: null });
  expect(rig.tokens.pool.readiness()).toEqual({ ready: false, reasons: ['the pool is empty: add a token'] });
  const { token } = await rig.add('ada');
  await rig.tokens.roster.setEnabled(token.id, false);
  expect(rig.tokens.pool.readiness()).toEqual({ ready: false, reasons: ['1 account: switched off'] });
});

test('credits are set aside for running jobs until the upstream has taken them', async () => {
  await using rig = await startRig([account('ada', { credits: 50 })]);
  const { token } = await rig.add('ada');
  const { pool, access } = rig.tokens;
  const first = leaseOf(pool.lease(paid(20)));
  const second = leaseOf(pool.lease(paid(20)));
  expect(pool.lease(paid(20))).toEqual({
    outcome: 'busy',
    limit: 'the credits left on 1 account are set aside for running jobs',
  });

  access.creditsSeen(token.id, 30); // the first was charged: 30 left, 20 of them still set aside
  expect(pool.lease(paid(20)).outcome).toBe('busy');
  expect(pool.lease(paid(10)).outcome).toBe('leased');
  pool.release(second.generationId); // the second was never charged
  expect(pool.lease(paid(20)).outcome).toBe('leased');
  pool.release(first.generationId);
  expect(pool.lease(paid(20))).toMatchObject({ outcome: 'busy' });
  access.creditsSeen(token.id, 0);
  expect(pool.lease(paid(20))).toEqual({
    outcome: 'impossible',
    passedOver: [{ reason: 'not enough credits (needs 20)', count: 1, names: ['ada@example.com'] }],
    retryAfterMs: null,
  });
});

test('a balance that nobody told is read again after the job', async () => {
  await using rig = await startRig([account('ada', { credits: 50 })]);
  const { token } = await rig.add('ada');
  const { pool, roster } = rig.tokens;
  const lease = leaseOf(pool.lease(paid(20)));
  await rig.patch('ada', { credits: 30 });
  pool.release(lease.generationId);
  rig.clock.advance(5_000);
  await expect.poll(() => roster.get(token.id)?.credits).toBe(30);
});

test('whoever waits is told when a slot, credits or a token come', async () => {
  await using rig = await startRig([account('ada', { credits: 50 }), account('bob')]);
  const { token } = await rig.add('ada');
  const { pool, access, roster } = rig.tokens;
  let freed = 0;
  const stop = pool.onFreed(() => {
    freed += 1;
  });
  const heard = async (what: () => unknown) => {
    const before = freed;
    await what();
    return freed > before;
  };
  const lease = leaseOf(pool.lease(need()));
  expect(await heard(() => pool.lease(need()))).toBe(false);
  expect(await heard(() => access.creditsSeen(token.id, 40))).toBe(false);
  expect(await heard(() => access.creditsSeen(token.id, 60))).toBe(true);
  expect(await heard(() => pool.release(lease.generationId))).toBe(true);
  expect(await heard(() => roster.setEnabled(token.id, false))).toBe(true);
  expect(await heard(() => rig.add('bob'))).toBe(true);
  stop();
  expect(await heard(() => roster.setEnabled(token.id, true))).toBe(false);
});

test('sandbox accounts serve only while there is no real token, whatever state that is in, unless the setting says otherwise', async () => {
  await using rig = await startRig([account('local'), account('ada')]);
  const local = await rig.add('local', { upstream: 'sandbox' });
  const { pool, roster } = rig.tokens;
  const serves = (): string => {
    const mine = need();
    const answer = pool.lease(mine);
    pool.release(mine.generationId);
    return answer.outcome === 'leased' ? answer.lease.upstream : answer.outcome;
  };
  expect(serves()).toBe('sandbox');
  rig.settings.sandboxMode = 'off';
  expect(serves()).toBe('impossible');
  expect(pool.readiness().ready).toBe(false);
  rig.settings.sandboxMode = 'auto';

  const ada = await rig.add('ada');
  expect(serves()).toBe('flow');
  await roster.markExpired(ada.token.id, 'ended');
  expect(pool.lease(need())).toEqual({
    outcome: 'impossible',
    passedOver: [{ reason: 'signed out', count: 1, names: ['ada@example.com'] }],
    retryAfterMs: null,
    askedAgainMs: 5_000,
  });
  rig.settings.sandboxMode = 'on';
  expect(serves()).toBe('sandbox');
  expect(local.token.upstream).toBe('sandbox');
});

test('leases taken again after a restart count, and set nothing aside: the upstream has charged them', async () => {
  await using rig = await startRig([account('ada', { credits: 40 })]);
  await rig.add('ada');
  const lease = leaseOf(rig.tokens.pool.lease(paid(20)));
  await rig.database.commit((tx) => recordLease(tx, lease));
  rig.settings.slots.video = 1;
  await rig.restart();

  const rows = await rig.database.read.selectFrom('Lease').selectAll().execute();
  const { upstream, tier, choice, way, ...row } = lease;
  expect(rows).toEqual([row]);
  rig.tokens.pool.restore(lease);
  expect(rig.tokens.pool.held()).toEqual(new Map([[lease.generationId, lease]]));
  expect(rig.tokens.pool.lease(need()).outcome).toBe('busy');
  rig.settings.slots.video = 4;
  expect(rig.tokens.pool.lease(paid(40)).outcome).toBe('leased');

  await rig.database.commit((tx) => dropLease(tx, lease.generationId));
  await rig.database.commit((tx) => dropLease(tx, lease.generationId));
  expect(await rig.database.read.selectFrom('Lease').selectAll().execute()).toEqual([]);
});

test('a job cannot hold two slots', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  const mine = need();
  rig.tokens.pool.lease(mine);
  expect(() => rig.tokens.pool.lease(mine)).toThrow(/holds a slot already/);
  rig.tokens.pool.release(mine.generationId);
  expect(rig.tokens.pool.held().size).toBe(0);
});

test('a job that is bound to a token has that one, waits for it, or hears what it lacks, whoever else is free', async () => {
  await using rig = await startRig(['ada', 'bob', 'eve'].map((name) => account(name)));
  for (const name of ['ada', 'bob', 'eve']) await rig.add(name);
  const { pool, roster } = rig.tokens;
  const [, bob] = [...roster.all()];
  if (bob === undefined) throw new Error('bob is not in the pool');
  const only = bob.id;
  await roster.update(only, { videoConcurrency: 1, credits: 100 }, 'limited');
  const lease = leaseOf(pool.lease(need({ only })));
  expect(lease).toMatchObject({ tokenId: only, choice: { candidates: 1, by: 'asked for by the operator' } });
  expect(pool.lease(need({ only }))).toEqual({
    outcome: 'busy',
    limit: 'every video slot of 1 account that can serve this is taken',
  });
  expect(pool.obstacle(need({ only }))).toBe(null);
  pool.release(lease.generationId);

  const why = (changes: Partial<LeaseNeed>) => {
    const answer = pool.lease(need({ only, ...changes }));
    return answer.outcome === 'impossible'
      ? answer.passedOver.map(({ reason, count }) => [reason, count])
      : answer.outcome;
  };
  expect(why({ priceByTier: { PAYGATE_TIER_ONE: 101, PAYGATE_TIER_TWO: 101 } })).toEqual([
    ['not enough credits (needs 101)', 1],
  ]);
  expect(why({ priceByTier: {} })).toEqual([['the model is offered to no tier', 1]]);
  expect(why({ exclude: new Set([only]) })).toEqual([['already tried for this request', 1]]);
  await roster.update(only, { enabled: false }, 'off');
  expect(why({})).toEqual([['switched off', 1]]);
  expect(pool.obstacle(need({ only }))).toMatchObject({ outcome: 'impossible' });
  expect(pool.lease(need()).outcome).toBe('leased');
  expect(why({ only: 9_999 })).toEqual([]);
});
