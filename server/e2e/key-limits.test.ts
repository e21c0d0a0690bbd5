import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const PICTURE = 'gemini-2.5-flash-image';
const VIDEO = 'veo_3_1_t2v_fast_landscape';
const keyOf = (name: string) => `key-of-the-team-${name}`;
const KEYS = [
  { name: 'seven', key: keyOf('seven'), requests_per_minute: 7 },
  { name: 'two', key: keyOf('two'), jobs_at_once: 2 },
  { name: 'poor', key: keyOf('poor'), credits_per_day: 25 },
  { name: 'pictures', key: keyOf('pictures'), models: ['gemini-*'] },
  { name: 'old', key: keyOf('old'), expires: '2026-01-01T00:00:00Z' },
  { name: 'off', key: keyOf('off'), enabled: false },
];

let sandbox: SandboxProcess;
let service: ServiceProcess;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox, env: { FLOW2API_GLOBAL__KEYS: JSON.stringify(KEYS) } });
  await service.addToken(ACCOUNT[0]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

function ask(name: string, model = PICTURE, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${keyOf(name)}`;
  return service.post('/v1/chat/completions', chatBody(model, 'a fox'), { headers: { authorization, ...headers } });
}

const codeOf = async (response: Response) => ((await response.json()) as { error?: { code: string } }).error?.code;

test('of a hundred calls at once a limit of seven lets exactly seven through, and the headers say so', async () => {
  const before = (await accountStats(sandbox, ACCOUNT[1])).calls.image;
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask('seven')));
  const refused = answers.filter(({ status }) => status === 429);
  expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([7, 93]);
  expect((await accountStats(sandbox, ACCOUNT[1])).calls.image - before).toBe(7);
  for (const { headers } of refused) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-should-retry')).toBe(null);
    expect(headers.get('x-ratelimit-limit-requests')).toBe('7');
    expect(headers.get('x-ratelimit-reset-requests')).toMatch(/^\d+s$/);
  }
  const left = answers
    .filter(({ status }) => status === 200)
    .map(({ headers }) => headers.get('x-ratelimit-remaining-requests'));
  expect(left.map(Number).every((remaining) => remaining >= 0 && remaining < 7)).toBe(true);
  expect(await codeOf(refused[0] as Response)).toBe('rate_limit_exceeded');
});

test('a call that repeats an earlier one counts for nothing', async () => {
  const named = { 'idempotency-key': 'twice' };
  const first = await ask('two', PICTURE, named);
  for (let call = 0; call < 5; call += 1) expect((await ask('two', PICTURE, named)).status).toBe(200);
  expect(first.headers.get('x-ratelimit-limit-requests')).toBe(null);
});

test('two jobs at once are two, those that are asked for in the background included', async () => {
  await sandbox.control('POST', 'faults', { endpoint: 'image', times: 2, effect: { kind: 'slow', delayMs: 1_000 } });
  const later = { prefer: 'respond-async' };
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask('two', PICTURE, later)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429, 429]);
  await expect.poll(async () => (await ask('two')).status, { timeout: 10_000 }).toBe(200);
});

test('the credits of a day are counted through kill -9', async () => {
  expect((await ask('poor', VIDEO)).status).toBe(200); // 10 or 20 credits
  await service.killAndRestart();
  const statuses = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await ask('poor', VIDEO)).status);
  const spent = (await accountStats(sandbox, ACCOUNT[1])).credits;
  expect(statuses.at(-1)).toBe(429);
  expect(100_000 - spent).toBeLessThanOrEqual(25);
  const refused = await ask('poor', VIDEO);
  expect(refused.headers.get('x-should-retry')).toBe('false');
  expect(await codeOf(refused)).toBe('insufficient_quota');
});

test('a key for pictures makes no video', async () => {
  expect((await ask('pictures')).status).toBe(200);
  const refused = await ask('pictures', VIDEO);
  expect([refused.status, await codeOf(refused)]).toEqual([403, 'model_access_denied']);
});

test.each(['old', 'off', 'unknown'])('a key that is %s opens nothing', async (name) => {
  const refused = await ask(name);
  expect([refused.status, await codeOf(refused)]).toEqual([401, 'invalid_api_key']);
});
