import { expect, test } from 'vitest';
import { ServiceError } from '../../../schema/errors.ts';
import { startConnectProxy, type TestProxy } from '../../flow/testing/connect-proxy.ts';
import { account, startRig } from '../testing/rig.ts';
import type { LeaseAnswer } from '../types.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;

const BEHIND = ['ada', 'bob', 'cyd'];
let jobs = 0;

const lost = () => new ServiceError('upstream_unavailable', 'the connection broke', { outcome: 'unknown' });

/** Three accounts behind a proxy that works, and one by no proxy. */
async function startPool() {
  const proxy = await startConnectProxy();
  const rig = await startRig([...BEHIND, 'dan'].map((name) => account(name)));
  const ids: number[] = [];
  for (const name of BEHIND) ids.push((await rig.add(name, { proxyUrl: addressOf(proxy) })).token.id);
  const direct = (await rig.add('dan')).token.id;
  return {
    ...{ rig, proxy, ids, direct },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

const addressOf = ({ port }: TestProxy) => `http://127.0.0.1:${port}`;

function lease({ tokens }: Rig, only: number): LeaseAnswer {
  const common = { priceByTier: { PAYGATE_TIER_ONE: 0 }, modelByTier: { PAYGATE_TIER_ONE: 'model-a' } };
  return tokens.pool.lease({ ...common, generationId: `job-${++jobs}`, kind: 'image', exclude: new Set(), only });
}

/** Begins a try with each of these accounts; returns how all of them end. */
function begin(rig: Rig, ids: readonly number[]): (error: ServiceError | null) => void {
  const leases = ids.map((id) => {
    const answer = lease(rig, id);
    if (answer.outcome !== 'leased') throw new Error(`${id} is not free: ${answer.outcome}`);
    return answer.lease;
  });
  return (error) => {
    for (const each of leases) {
      rig.tokens.access.attemptEnded({ ...each, modelKey: 'model-a' }, error);
      rig.tokens.pool.release(each.generationId);
    }
    rig.clock.advance(0); // what is asked in the background is begun
  };
}

const upstreamState = ({ tokens }: Rig) => tokens.health.upstreamStateOf('flow', 'image');
const restCodes = ({ tokens }: Rig, ids: readonly number[]) => ids.map((id) => tokens.health.restCodeOf(id, 'image'));

function wayRest({ tokens }: Rig, id = 0): string | undefined {
  const token = tokens.roster.get(id);
  return token && tokens.health.restOf(token, 'image')?.reason;
}

test('calls that break because their proxy died are its fault alone', async () => {
  await using pool = await startPool();
  const { rig, proxy, ids, direct } = pool;
  const end = begin(rig, [...ids, ...ids, ...ids, ...ids]);
  await proxy[Symbol.asyncDispose]();
  end(lost());
  expect(lease(rig, direct).outcome).toBe('leased');
  await expect.poll(() => wayRest(rig, ids[2])).toContain(`the proxy ${addressOf(proxy)} fails`);
  expect([upstreamState(rig), restCodes(rig, ids)]).toEqual(['closed', [null, null, null]]);
  expect(lease(rig, direct).outcome).toBe('leased');
});

test('calls that break when their proxy is started anew are nobody’s fault', async () => {
  await using pool = await startPool();
  const { rig, ids, direct } = pool;
  begin(rig, [...ids, ...ids, ...ids, ...ids])(lost());
  await rig.tokens.close(); // once what is asked has been answered
  expect([upstreamState(rig), restCodes(rig, ids)]).toEqual(['closed', [null, null, null]]);
  for (const id of [...ids, direct]) expect(lease(rig, id).outcome).toBe('leased');
});

test('an upstream that breaks every connection is out at once, also when all accounts are behind one proxy', async () => {
  await using pool = await startPool();
  const { rig, ids, direct } = pool;
  await rig.tokens.roster.setEnabled(direct, false);
  await rig.fault({ endpoint: '*', times: 0, effect: { kind: 'reset' } });
  begin(rig, [...ids, ...ids])(lost());
  await expect.poll(() => upstreamState(rig)).toBe('open');
  expect(restCodes(rig, ids)).toEqual([null, null, null]);

  // Whoever is let through to find out closes it again without any asking.
  for (let round = 0; round < 3; round += 1) {
    rig.clock.advance(3_000);
    begin(rig, ids.slice(0, 1))(lost());
    expect(lease(rig, ids[1] ?? 0).outcome).toBe('outage');
  }
});

test('an account whose connections alone are broken rests, and those behind the same proxy go on', async () => {
  await using pool = await startPool();
  const { rig, ids } = pool;
  const [bad = 0, ...good] = ids;
  await rig.fault({ endpoint: '*', account: 'ada@example.com', times: 0, effect: { kind: 'reset' } });
  let tries = 0;
  const rest = () => {
    if (lease(rig, bad).outcome !== 'leased') return restCodes(rig, [bad])[0];
    begin(rig, [bad])(lost());
    begin(rig, good)(null);
    tries += 1;
    return null;
  };
  rig.settings.slots.image = -1;
  await expect.poll(rest).toBe('upstream_unavailable');
  expect(tries).toBeLessThan(20);
  expect([upstreamState(rig), restCodes(rig, good)]).toEqual(['closed', [null, null]]);
  expect(good.map((id) => lease(rig, id).outcome)).toEqual(['leased', 'leased']);
});

test('a connection that breaks by a proxy that is used no more says nothing', async () => {
  await using pool = await startPool();
  const { rig, ids } = pool;
  await rig.fault({ endpoint: '*', times: 0, effect: { kind: 'reset' } });
  const end = begin(rig, [...ids, ...ids]);
  for (const id of ids) await rig.tokens.roster.update(id, { proxyUrl: null }, 'no proxy any more');
  end(lost());
  await rig.tokens.close();
  expect([upstreamState(rig), restCodes(rig, ids)]).toEqual(['closed', [null, null, null]]);
});
