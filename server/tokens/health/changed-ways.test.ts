import { expect, test } from 'vitest';
import { type ErrorCode, ServiceError } from '../../../schema/errors.ts';
import { account, startRig } from '../testing/rig.ts';
import type { LeaseAnswer } from '../types.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;

const FIRST = 'http://user:secret@127.0.0.1:1';
const SECOND = 'http://user:secret@127.0.0.1:2';
let jobs = 0;

const fault = (code: ErrorCode) => new ServiceError(code, `${code} was said`, { outcome: 'refused' });

function lease({ tokens }: Rig, only?: number): LeaseAnswer {
  const common = { priceByTier: { PAYGATE_TIER_ONE: 0 }, modelByTier: { PAYGATE_TIER_ONE: 'model-a' } };
  return tokens.pool.lease({ ...common, generationId: `job-${++jobs}`, kind: 'image', exclude: new Set(), only });
}

/** A try that has begun; returns how it ends. */
function begin(rig: Rig, only?: number): (error: ServiceError | null) => void {
  const answer = lease(rig, only);
  if (answer.outcome !== 'leased') throw new Error(`nobody serves: ${answer.outcome}`);
  return (error) => {
    rig.tokens.access.attemptEnded({ ...answer.lease, modelKey: 'model-a' }, error);
    rig.tokens.pool.release(answer.lease.generationId);
  };
}

function switchTo({ settings, tokens }: Rig, proxy: string | null): void {
  settings.proxy = proxy;
  tokens.pool.settingsChanged();
}

test.each(['region_refused', 'proxy_failed'] as const)(
  '%s to a call that began by the former proxy says nothing about the new one',
  async (code) => {
    await using rig = await startRig();
    await rig.add('ada');
    switchTo(rig, FIRST);
    const end = begin(rig);
    switchTo(rig, SECOND);
    begin(rig)(null);
    end(fault(code));
    expect(lease(rig).outcome).toBe('leased');
  },
);

test('the same holds when it is the account that got another proxy', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const end = begin(rig);
  await rig.tokens.roster.update(token.id, { proxyUrl: rig.tokens.roster.seal(SECOND) }, 'proxied');
  end(fault('region_refused'));
  expect(lease(rig).outcome).toBe('leased');
});

test('a refusal counts when the proxy is again the one by which the call went', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  switchTo(rig, FIRST);
  const end = begin(rig);
  switchTo(rig, SECOND);
  switchTo(rig, FIRST);
  end(fault('region_refused'));
  expect(lease(rig).outcome).toBe('impossible');
});

test('a success by the former proxy does not end the rest of the new one', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  switchTo(rig, FIRST);
  const end = begin(rig);
  switchTo(rig, SECOND);
  begin(rig)(fault('proxy_failed'));
  rig.clock.advance(5_000);
  end(null);
  begin(rig)(fault('proxy_failed'));
  expect(lease(rig)).toMatchObject({ outcome: 'impossible', retryAfterMs: 10_000 });
});

/** Ada and bob, both behind the general way; ada rests for ten minutes, because her region is refused. */
async function withRefusedRegion() {
  const rig = await startRig([account('ada'), account('bob')]);
  const ada = (await rig.add('ada')).token.id;
  await rig.add('bob');
  begin(rig, ada)(fault('region_refused'));
  expect(lease(rig, ada).outcome).toBe('impossible');
  return { rig, ada, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

test('an account whose region was refused is back once the settings name another proxy', async () => {
  await using refused = await withRefusedRegion();
  const { rig, ada } = refused;
  rig.settings.slots = { image: 5, video: 4 };
  rig.tokens.pool.settingsChanged();
  expect(lease(rig, ada).outcome).toBe('impossible');
  switchTo(rig, FIRST);
  expect(lease(rig, ada).outcome).toBe('leased');
});

test('an account whose region was refused is back once it gets another proxy of its own', async () => {
  await using refused = await withRefusedRegion();
  const { rig, ada } = refused;
  const { roster } = rig.tokens;
  await roster.update(ada, { proxyUrl: roster.seal('direct') }, 'the same way, by another name');
  expect(lease(rig, ada).outcome).toBe('impossible');
  await roster.update(ada, { proxyUrl: roster.seal(FIRST) }, 'proxied');
  expect(lease(rig, ada).outcome).toBe('leased');
});

test('a proxy of the settings is no account’s way that has its own: its region stays refused', async () => {
  await using refused = await withRefusedRegion();
  const { rig, ada } = refused;
  const { roster } = rig.tokens;
  await roster.update(ada, { proxyUrl: roster.seal('direct') }, 'the same way, by another name');
  switchTo(rig, FIRST);
  expect(lease(rig, ada).outcome).toBe('impossible');
});

test('a refusal by the former proxy is no second one by the new', async () => {
  await using refused = await withRefusedRegion();
  const { rig, ada } = refused;
  const bob = [...rig.tokens.roster.all()].find(({ id }) => id !== ada)?.id;
  switchTo(rig, FIRST);
  begin(rig, bob)(fault('region_refused'));
  expect([lease(rig, ada).outcome, lease(rig, bob).outcome]).toEqual(['leased', 'impossible']);
});
