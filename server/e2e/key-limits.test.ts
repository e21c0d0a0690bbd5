import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const PICTURE = 'gemini-2.5-flash-image';
/** 10 credits for an Ultra account, 20 at most. */
const VIDEO = 'veo_3_1_t2v_fast_landscape';
/** 100 credits. */
const DEAR_VIDEO = 'veo_3_1_t2v_landscape';
const keyOf = (name: string) => `key-of-the-team-${name}`;
const KEYS = [
  { name: 'seven', key: keyOf('seven'), requests_per_minute: 7 },
  { name: 'two', key: keyOf('two'), jobs_at_once: 2 },
  { name: 'pair', key: keyOf('pair'), jobs_at_once: 2 },
  { name: 'single', key: keyOf('single'), jobs_at_once: 1 },
  { name: 'one', key: keyOf('one'), requests_per_minute: 1 },
  { name: 'poor', key: keyOf('poor'), credits_per_day: 40 },
  { name: 'unlucky', key: keyOf('unlucky'), credits_per_month: 40 },
  { name: 'lucky', key: keyOf('lucky'), credits_per_day: 40 },
  { name: 'videos', key: keyOf('videos'), models: ['veo_*'] },
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

async function stateOf(id: string): Promise<string> {
  const response = await service.fetch(`/v1/jobs/${id}`, { headers: { authorization: `Bearer ${keyOf('poor')}` } });
  return ((await response.json()) as { state: string }).state;
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
    expect(headers.get('x-ratelimit-reset-requests')).toMatch(/^(\d+s|1m0s)$/);
  }
  const left = answers
    .filter(({ status }) => status === 200)
    .map(({ headers }) => headers.get('x-ratelimit-remaining-requests'));
  expect(left.map(Number).every((remaining) => remaining >= 0 && remaining < 7)).toBe(true);
  expect(await codeOf(refused[0] as Response)).toBe('rate_limit_exceeded');
});

test.each([
  { name: 'videos', has: VIDEO, without: PICTURE },
  { name: 'pictures', has: PICTURE, without: VIDEO },
])('a key for $name is offered those alone, on either surface', async ({ name, has, without }) => {
  const headers = { authorization: `Bearer ${keyOf(name)}` };
  const { data } = (await (await service.fetch('/v1/models', { headers })).json()) as {
    data: { id: string }[];
  };
  const ids = data.map(({ id }) => id);
  expect(ids).toContain(has);
  expect(ids).not.toContain(without);
  const { models } = (await (await service.fetch('/v1beta/models', { headers })).json()) as {
    models: { name: string }[];
  };
  expect(models.map((model) => model.name)).toEqual(ids.map((id) => `models/${id}`));
  const everything = (await (await service.fetch('/v1/models')).json()) as { data: { id: string }[] };
  expect(everything.data.length).toBeGreaterThan(data.length);
  expect(everything.data.map(({ id }) => id)).toContain(without);

  expect((await service.fetch(`/v1/models/${has}`, { headers })).status).toBe(200);
  const one = await service.fetch(`/v1/models/${without}`, { headers });
  expect([one.status, await codeOf(one)]).toEqual([403, 'model_access_denied']);
  expect((await service.fetch(`/v1beta/models/${without}`, { headers })).status).toBe(403);
  const counted = await service.post(`/v1beta/models/${without}:countTokens`, { contents: 'a fox' }, { headers });
  expect(counted.status).toBe(403);
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

test('a caller who was refused and asks again, as SDKs do, gets a picture of its own and not the one of who was faster', async () => {
  await sandbox.control('POST', 'faults', { endpoint: 'image', effect: { kind: 'slow', delayMs: 1_000 } });
  const before = (await accountStats(sandbox, ACCOUNT[1])).calls.image;
  const answers: number[] = [];
  const client = new OpenAI({
    baseURL: `${service.baseUrl}/v1`,
    apiKey: keyOf('single'),
    maxRetries: 10,
    async fetch(url, init) {
      const answer = await fetch(url, init);
      answers.push(answer.status);
      return answer;
    },
  });
  const ask = () => client.images.generate({ model: PICTURE, prompt: 'one at a time', response_format: 'url' });
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(answers.filter((status) => status === 200)).toHaveLength(2);
  expect(answers).toContain(429);
  expect(first.data?.[0]?.url).not.toBe(second.data?.[0]?.url);
  expect((await accountStats(sandbox, ACCOUNT[1])).calls.image - before).toBe(2);
}, 60_000);

/** What the account has paid while `work` was done. */
async function paidFor(work: () => Promise<void>): Promise<number> {
  const before = (await accountStats(sandbox, ACCOUNT[1])).credits;
  await work();
  return before - (await accountStats(sandbox, ACCOUNT[1])).credits;
}

/** How much a key has used, as it is told when it asks for more than it may. */
async function usedBy(name: string): Promise<number> {
  const refused = await ask(name, DEAR_VIDEO);
  const { message, code } = ((await refused.json()) as { error: { message: string; code: string } }).error;
  expect([refused.status, code, refused.headers.get('x-should-retry')]).toEqual([429, 'insufficient_quota', 'false']);
  return Number(/; (\d+) are used/.exec(message)?.[1]);
}

test('the credits of a day are counted through kill -9, in the middle of a video, too', async () => {
  const paid = await paidFor(async () => {
    expect((await ask('poor', VIDEO)).status).toBe(200);
    expect(await usedBy('poor')).toBe(10);
    await service.killAndRestart();
    expect(await usedBy('poor')).toBe(10);

    await sandbox.control('POST', 'faults', { preset: 'never-ending' });
    const running = (await (await ask('poor', VIDEO, { prefer: 'respond-async' })).json()) as { id: string };
    await expect.poll(() => stateOf(running.id), { timeout: 10_000 }).toBe('running'); // the upstream has it, and its name is stored
    await service.killAndRestart();
    expect(await usedBy('poor')).toBe(20); // what is spent, and what is set aside
  });
  expect(paid).toBe(20);
});

test('a video whose answer was lost counts as paid, also after kill -9', async () => {
  const paid = await paidFor(async () => {
    await sandbox.control('POST', 'faults', { preset: 'lost-answer' });
    expect((await ask('unlucky', VIDEO)).status).toBe(502);
    expect(await usedBy('unlucky')).toBe(10);
    await service.killAndRestart();
    expect(await usedBy('unlucky')).toBe(10);
  });
  expect(paid).toBe(10);
});

test('Google gives back what failed, and so does the key', async () => {
  await sandbox.control('POST', 'faults', { preset: 'async-unsafe' });
  expect((await ask('lucky', VIDEO)).status).toBe(400);
  expect(await usedBy('lucky')).toBe(0);
});

test('a call that asks for more pictures than its key may have at once says so, and is not to be repeated', async () => {
  const refused = await service.post(
    '/v1/images/generations',
    { model: PICTURE, prompt: 'a fox', n: 3 },
    { headers: { authorization: `Bearer ${keyOf('pair')}` } },
  );
  expect([refused.status, await codeOf(refused)]).toEqual([400, 'invalid_value']);
});

test("Google's wire refuses in its own words, with the same headers", async () => {
  const generate = (key: string, model = PICTURE) =>
    service.post(
      `/v1beta/models/${model}:generateContent`,
      { contents: [{ parts: [{ text: 'a fox' }] }] },
      { headers: { 'x-goog-api-key': key, authorization: '' } },
    );
  const made = await generate(keyOf('one'));
  expect([made.status, made.headers.get('x-ratelimit-remaining-requests')]).toEqual([200, '0']);
  const refused = await generate(keyOf('one'));
  expect(await refused.json()).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('x-ratelimit-reset-requests')).toMatch(/^(\d+s|1m0s)$/);
  const forbidden = await generate(keyOf('videos'));
  expect(await forbidden.json()).toMatchObject({ error: { code: 403, status: 'PERMISSION_DENIED' } });
  expect((await generate(keyOf('old'))).status).toBe(400); // as Google answers a bad key
});

test('no key is in any line of the log', () => {
  const logged = [...service.program.lines, service.program.stderr()].join('\n');
  for (const { key } of KEYS) expect(logged).not.toContain(key);
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
