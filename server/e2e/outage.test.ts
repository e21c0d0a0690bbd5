import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_CONNECTION_TOKEN } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const NAMES = ['a', 'b', 'c'];
const PICTURE = 'gemini-2.5-flash-image';
const CALLERS = 5;
const CALLS_EACH = 4;
/** An upstream that works again is used within this time. */
const BACK_WITHIN_SECONDS = 5;
const THROTTLED_SECONDS = 3;
const REFUSED_PROMPTS = 100;

const emailOf = (name: string) => `${name}@example.com`;

interface Pool {
  sandbox: SandboxProcess;
  service: ServiceProcess;
}

/** Three accounts of one sandbox in the pool of one service. */
async function startPool(env: Record<string, string> = {}): Promise<Pool & AsyncDisposable> {
  const sandbox = await startSandboxProcess({
    accounts: NAMES.map((name) => [`session-${name}`, emailOf(name), 'PAYGATE_TIER_TWO', 100_000]),
  });
  const service = await startService({ upstream: sandbox, env });
  for (const name of NAMES) await service.addToken(`session-${name}`);
  return {
    ...{ sandbox, service },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

interface Answer {
  status: number;
  code: string | null;
  retryAfter: number | null;
  /** Whether SDKs are told to leave it at that. */
  final: boolean;
}

async function ask({ service }: Pool, prompt = 'a fox'): Promise<Answer> {
  const response = await service.post('/v1/chat/completions', chatBody(PICTURE, prompt));
  const { error } = (await response.json()) as { error?: { code: string } };
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    code: error?.code ?? null,
    retryAfter: retryAfter === null ? null : Number(retryAfter),
    final: response.headers.get('x-should-retry') === 'false',
  };
}

/** Asks as a good client does, waiting as it is told; returns the seconds that it was told to wait. */
async function askUntilServed(pool: Pool): Promise<number> {
  let told = 0;
  for (let tries = 0; tries < 5; tries += 1) {
    const { status, retryAfter } = await ask(pool);
    if (status === 200) return told;
    if (retryAfter === null) throw new Error(`${status} does not say when to come again`);
    told += retryAfter;
    await delay(retryAfter * 1_000);
  }
  throw new Error(`not served in 5 tries, though the upstream works`);
}

async function activeAccounts({ service }: Pool): Promise<string[]> {
  const headers = { authorization: `Bearer ${TEST_CONNECTION_TOKEN}` };
  const response = await service.post('/api/plugin/check-tokens', {}, { headers });
  const { tokens } = (await response.json()) as { tokens: { email: string; is_active: boolean }[] };
  return tokens.filter((token) => token.is_active).map(({ email }) => email);
}

const imageCalls = async ({ sandbox }: Pool, name: string): Promise<number> =>
  (await accountStats(sandbox, emailOf(name))).calls.image;

describe('while the upstream is out', () => {
  let pool: Pool & AsyncDisposable;
  beforeAll(async () => {
    // One fault that counted would put an account out.
    pool = await startPool({
      FLOW2API_ADMIN__ERROR_BAN_THRESHOLD: '1',
      FLOW2API_FLOW__TIMEOUT: '3',
      FLOW2API_GENERATION__IMAGE_TIMEOUT: '3',
    });
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  test.each([
    {
      what: 'answers 503 to everything',
      effect: { kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'The service is unavailable.' },
      honest: ['upstream_unavailable'],
    },
    {
      what: 'resets every connection',
      effect: { kind: 'reset' },
      honest: ['upstream_unavailable', 'upstream_unknown'],
    },
    {
      what: 'answers nothing any more',
      effect: { kind: 'slow', delayMs: 3_600_000 },
      honest: ['upstream_unavailable', 'upstream_unknown', 'upstream_timeout'],
    },
  ])(
    'it $what: callers hear so and when to come again, nobody is put out, and once it works they are served',
    async ({ effect, honest }) => {
      await pool.sandbox.control('POST', 'faults', { endpoint: '*', times: 0, effect });
      const callers = Array.from({ length: CALLERS }, async () => {
        const answers: Answer[] = [];
        for (let call = 0; call < CALLS_EACH; call += 1) answers.push(await ask(pool));
        return answers;
      });
      const answers = (await Promise.all(callers)).flat();
      for (const { status, code, retryAfter, final } of answers) {
        expect(honest).toContain(code);
        // What may have been paid for is not to be repeated; all else says when.
        if (code === 'upstream_unknown') expect({ status, final }).toEqual({ status: 502, final: true });
        else expect({ status, final, says: retryAfter !== null }).toEqual({ status: 503, final: false, says: true });
      }
      // Most are answered without any call: the outage has been noticed.
      expect(answers.some(({ retryAfter }) => retryAfter !== null && retryAfter <= 4)).toBe(true);
      expect(await activeAccounts(pool)).toHaveLength(NAMES.length);

      await pool.sandbox.control('DELETE', 'faults');
      expect(await askUntilServed(pool)).toBeLessThanOrEqual(BACK_WITHIN_SECONDS);
      expect(await activeAccounts(pool)).toHaveLength(NAMES.length);
    },
    60_000,
  );
});

test('an upstream that hangs is noticed long before its calls end: who is caught in it hears so, and once it works all are served', async () => {
  // The times of calls are the shipped ones: minutes.
  await using pool = await startPool();
  const slots = 4 * NAMES.length;
  // Each account has made its project, so that nothing but the paid call is left to hang.
  await Promise.all(Array.from({ length: slots }, () => ask(pool)));
  await pool.sandbox.control('POST', 'faults', { endpoint: '*', times: 0, effect: { kind: 'stall' } });
  const caught = await Promise.all(Array.from({ length: slots }, () => ask(pool)));
  for (const answer of caught) expect(answer).toMatchObject({ status: 502, code: 'upstream_unknown', final: true });
  const began = Date.now();
  expect(await ask(pool)).toMatchObject({ status: 503, code: 'upstream_unavailable' });
  expect(Date.now() - began).toBeLessThan(1_000);
  expect(await activeAccounts(pool)).toHaveLength(NAMES.length);

  await pool.sandbox.control('DELETE', 'faults');
  expect(await askUntilServed(pool)).toBeLessThanOrEqual(BACK_WITHIN_SECONDS);
  const answers = await Promise.all(Array.from({ length: slots }, () => ask(pool)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
}, 90_000);

test('an account that hears nothing any more hurts nobody but who is caught in it, however little there is to do', async () => {
  await using pool = await startPool();
  await Promise.all(Array.from({ length: 12 }, () => ask(pool)));
  const before = await Promise.all(NAMES.map((name) => imageCalls(pool, name)));
  await pool.sandbox.control('POST', 'faults', {
    ...{ endpoint: '*', account: emailOf('a'), times: 0, effect: { kind: 'stall' } },
  });
  const first = Array.from({ length: 3 }, () => ask(pool));
  const servedFirst = await Promise.all(first.map((answer) => answer.then(({ status, code }) => code ?? status)));
  expect(servedFirst.filter((outcome) => outcome === 200).length).toBeGreaterThanOrEqual(2);
  // Nobody but that account has been at work for a while; whoever comes now goes to the others.
  for (let call = 0; call < 5; call += 1) expect(await ask(pool)).toMatchObject({ status: 200 });
  const after = await Promise.all(NAMES.map((name) => imageCalls(pool, name)));
  expect((after[0] ?? 0) - (before[0] ?? 0)).toBeLessThanOrEqual(1);
  expect(await activeAccounts(pool)).toHaveLength(NAMES.length);
}, 90_000);

test('a model that the upstream has no room for keeps nobody from another', async () => {
  await using pool = await startPool({ FLOW2API_ADMIN__ERROR_BAN_THRESHOLD: '1' });
  await pool.sandbox.control('POST', 'faults', {
    ...{ endpoint: 'image', times: 0, promptContains: 'HOT' },
    effect: {
      ...{ kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'The model is overloaded.' },
      reason: 'PUBLIC_ERROR_MODEL_OVERLOADED',
    },
  });
  const other = 'gemini-3.0-pro-image';
  const hot: Answer[] = [];
  const served: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    // Callers who do not wait as they are told.
    const impatient = Promise.all([ask(pool, 'HOT'), ask(pool, 'HOT'), ask(pool, 'HOT')]);
    const { status } = await pool.service.post('/v1/chat/completions', chatBody(other, 'a fox'));
    served.push(status);
    hot.push(...(await impatient));
  }
  expect(new Set(served)).toEqual(new Set([200]));
  expect(new Set(hot.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['503 upstream_unavailable']));
  // Most were not sent upstream at all.
  const calls = await Promise.all(NAMES.map((name) => imageCalls(pool, name)));
  expect(calls.reduce((sum, each) => sum + each, 0)).toBeLessThan(served.length + hot.length);
  expect(await activeAccounts(pool)).toHaveLength(NAMES.length);
}, 60_000);

describe('with three accounts', () => {
  let pool: Pool & AsyncDisposable;
  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  test('a flood of refused prompts counts against nobody, and each is sent once', async () => {
    const answers = await Promise.all(
      Array.from({ length: REFUSED_PROMPTS }, () => ask(pool, 'x [[sandbox:unsafe-generation]]')),
    );
    const refused = { status: 400, code: 'content_policy_violation', retryAfter: null, final: true };
    for (const answer of answers) expect(answer).toEqual(refused);
    const calls = await Promise.all(NAMES.map((name) => imageCalls(pool, name)));
    expect(calls.reduce((sum, each) => sum + each, 0)).toBe(REFUSED_PROMPTS);
    expect(await activeAccounts(pool)).toHaveLength(NAMES.length);
    expect((await ask(pool)).status).toBe(200);
  }, 60_000);

  test('a throttled account is left alone for the time that was asked for, while the others serve, and is back after it', async () => {
    const before = await imageCalls(pool, 'a');
    const effect = {
      ...{ kind: 'status', status: 429, googleStatus: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted.' },
      ...{ reason: 'PUBLIC_ERROR_USER_REQUESTS_THROTTLED', retryAfterSeconds: THROTTLED_SECONDS },
    };
    await pool.sandbox.control('POST', 'faults', { endpoint: 'image', account: emailOf('a'), effect });
    const callsSince = async () => {
      expect((await ask(pool)).status).toBe(200);
      return (await imageCalls(pool, 'a')) - before;
    };
    await expect.poll(callsSince, { timeout: 20_000, interval: 20 }).toBe(1);
    await expect.poll(callsSince, { timeout: 20_000, interval: 20 }).toBe(2);

    const { requests } = await pool.sandbox.control<{ requests: { at: string; account: string }[] }>(
      'GET',
      'requests?endpoint=image',
    );
    const calls = requests.filter(({ account }) => account === emailOf('a')).map(({ at }) => Date.parse(at));
    const [throttledAt = 0, backAt = 0] = calls.slice(-2);
    expect(backAt - throttledAt).toBeGreaterThanOrEqual(THROTTLED_SECONDS * 1_000);
  }, 60_000);

  test('an account that is signed out fails no caller', async () => {
    const dead = { sessionDead: true, revokeAccessTokens: true };
    await pool.sandbox.control('PATCH', `accounts/${emailOf('b')}`, dead);
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(pool)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await activeAccounts(pool)).toEqual([emailOf('a'), emailOf('c')]);
  }, 60_000);
});
