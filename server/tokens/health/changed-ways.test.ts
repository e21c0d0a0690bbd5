import { expect, test } from 'vitest';
import { type ErrorCode, ServiceError } from '../../../schema/errors.ts';
import { startRig } from '../testing/rig.ts';
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
