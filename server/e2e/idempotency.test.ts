import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { chatBody, readStream } from './chat.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const PICTURE = 'gemini-2.5-flash-image';
const VIDEO = 'veo_3_1_t2v_fast_landscape';

let sandbox: SandboxProcess;
let service: ServiceProcess;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ videoSeconds: 1, accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox });
  await service.addToken(ACCOUNT[0]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** How often the upstream has been asked for something paid since the test began. */
let before = 0;
const paidCalls = async () => {
  const { calls } = await accountStats(sandbox, ACCOUNT[1]);
  return calls.image + calls.submit - before;
};
beforeEach(async () => {
  before = 0;
  before = await paidCalls();
});

const named = (key: string): RequestInit => ({ headers: { 'idempotency-key': key } });
const jobOf = (response: Response) => response.headers.get('x-flow2api-job-id');
const stateOf = async (response: Response) => {
  const job = await service.fetch(`/v1/jobs/${jobOf(response)}`);
  return ((await job.json()) as { state: string }).state;
};
const slowly = (endpoint: string, delayMs: number) =>
  sandbox.control('POST', 'faults', { endpoint, effect: { kind: 'slow', delayMs } });

test('thirty parallel duplicates under one name are one generation, and each gets its result', async () => {
  await slowly('image', 500);
  const answers = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const response = await service.post('/v1/chat/completions', chatBody(PICTURE, 'thirty'), named('thirty'));
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
      return { status: response.status, job: jobOf(response), content: choices[0]?.message.content };
    }),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 200, content: expect.stringContaining('/files/') });
  expect(await paidCalls()).toBe(1);
});

test('thirty parallel requests without a name are thirty generations, however alike they are', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => service.post('/v1/chat/completions', chatBody(PICTURE, 'alike'))),
  );
  expect(new Set(answers.map(jobOf)).size).toBe(30);
  await Promise.all(answers.map((answer) => answer.text()));
  expect(await paidCalls()).toBe(30);
});

test('the same name with another body is a conflict that no SDK repeats', async () => {
  await service.post('/v1/chat/completions', chatBody(PICTURE, 'one'), named('conflict'));
  const response = await service.post('/v1/chat/completions', chatBody(PICTURE, 'two'), named('conflict'));
  expect([response.status, response.headers.get('x-should-retry')]).toEqual([409, 'false']);
  expect(await response.json()).toMatchObject({
    error: { code: 'idempotency_conflict', param: 'Idempotency-Key', type: 'idempotency_error' },
  });
  expect(await paidCalls()).toBe(1);
});

test('kill -9 while a named video is made: the same call after the restart gets that very video', async () => {
  const body = chatBody(VIDEO, 'named waves', [], { stream: true });
  const cut = await service.post('/v1/chat/completions', body, named('waves'));
  cut.text().catch(() => 'cut off');
  await expect.poll(() => stateOf(cut)).toBe('running'); // its name upstream is on the disk
  await service.killAndRestart();
  const again = await service.post('/v1/chat/completions', body, named('waves'));
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(jobOf(again)).toBe(jobOf(cut));
  expect((await readStream(again)).content).toContain('.mp4');
  const replayed = await service.post('/v1/chat/completions', body, named('waves'));
  expect((await readStream(replayed)).content).toContain('.mp4');
  expect(await paidCalls()).toBe(1);
}, 30_000);

test('kill -9 without a name: a caller who was cut off and asks again joins the video that is under way', async () => {
  const body = chatBody(VIDEO, 'nameless waves', [], { stream: true });
  const cut = await service.post('/v1/chat/completions', body);
  cut.text().catch(() => 'cut off');
  await expect.poll(() => stateOf(cut)).toBe('running'); // its name upstream is on the disk
  await service.killAndRestart();
  const again = await service.post('/v1/chat/completions', body);
  expect(jobOf(again)).toBe(jobOf(cut));
  expect((await readStream(again)).content).toContain('.mp4');
  expect(await paidCalls()).toBe(1);
}, 30_000);

test.each<[string, string, string, object, object]>([
  [
    'chat',
    '/v1/chat/completions',
    '/v1/chat/completions',
    chatBody(PICTURE, 'cut chat', [], { stream: true, stream_options: { include_usage: true } }),
    chatBody(PICTURE, 'cut chat'),
  ],
  [
    'pictures',
    '/v1/images/generations',
    '/v1/images/generations',
    { model: PICTURE, prompt: 'cut picture', stream: true, partial_images: 0 },
    { model: PICTURE, prompt: 'cut picture' },
  ],
  [
    "Google's wire",
    `/v1beta/models/${PICTURE}:streamGenerateContent?alt=sse`,
    `/v1beta/models/${PICTURE}:generateContent`,
    { contents: [{ parts: [{ text: 'cut content' }] }] },
    { contents: [{ parts: [{ text: 'cut content' }] }] },
  ],
])(
  'a stream that was cut and is asked for without one is one generation: %s',
  async (_, stream, whole, body, again) => {
    await slowly('image', 1_500);
    const left = new AbortController();
    const cut = await service.post(stream, body, { signal: left.signal });
    const job = jobOf(cut);
    left.abort();
    // Marked as a retry: the service may hear of the cut only after the second call has come.
    const answer = await service.post(whole, again, { headers: { 'x-stainless-retry-count': '1' } });
    expect([answer.status, jobOf(answer)]).toEqual([200, job]);
    await answer.text();
    expect(await paidCalls()).toBe(1);
  },
);

test("an SDK's own retry after its timeout joins the job instead of paying for another", async () => {
  await slowly('image', 1_500);
  const retries: (string | null)[] = [];
  const client = new OpenAI({
    baseURL: `${service.baseUrl}/v1`,
    apiKey: TEST_API_KEY,
    timeout: 1_000,
    maxRetries: 3,
    fetch(url, init) {
      retries.push(new Headers(init?.headers).get('x-stainless-retry-count'));
      return fetch(url, init);
    },
  });
  const answer = await client.chat.completions.create({
    model: PICTURE,
    messages: [{ role: 'user', content: 'impatient' }],
  });
  expect(answer.choices[0]?.message.content).toContain('/files/');
  expect(retries.length).toBeGreaterThan(1);
  expect(retries.at(-1)).not.toBe('0');
  expect(await paidCalls()).toBe(1);
}, 30_000);

test('asked to respond asynchronously, it answers 202 with the job, whose result is fetched later', async () => {
  const response = await service.post('/v1/chat/completions', chatBody(PICTURE, 'later'), {
    headers: { prefer: 'respond-async' },
  });
  expect([response.status, response.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
  const location = response.headers.get('location') ?? '';
  expect(await response.json()).toMatchObject({ object: 'job', id: jobOf(response) });
  const job = async () => (await service.fetch(new URL(location).pathname)).json() as Promise<{ status: string }>;
  await expect
    .poll(job, { timeout: 5_000 })
    .toMatchObject({ status: 'completed', result: [{ mime_type: 'image/png' }] });
  const byQuery = await service.post('/v1/chat/completions?async=true', chatBody(PICTURE, 'later'));
  expect(byQuery.status).toBe(202);
  await expect.poll(() => stateOf(byQuery), { timeout: 5_000 }).toBe('completed');
});

test('a call that may have been paid for is not made again for a program that repeats it whatever it is told', async () => {
  const ask = () => service.post('/v1/chat/completions', chatBody(VIDEO, 'a fox [[sandbox:cut]]'));
  const first = await ask();
  expect(first.status).toBe(502);
  for (let tries = 0; tries < 2; tries += 1) {
    const again = await ask();
    expect([again.status, jobOf(again), again.headers.get('idempotent-replayed')]).toEqual([502, jobOf(first), 'true']);
    expect(await again.json()).toMatchObject({ error: { code: 'upstream_unknown' } });
  }
  expect(await paidCalls()).toBe(1);
});

test('a video that was deleted while it waited leaves its name free', async () => {
  await slowly('submit', 2_000);
  const create = (prompt: string, init: RequestInit = {}) =>
    service.post('/v1/videos', { model: VIDEO, prompt, seconds: '8' }, init);
  const busy = await Promise.all(Array.from({ length: 12 }, (_, index) => create(`busy ${index}`)));
  expect(new Set(busy.map(({ status }) => status))).toEqual(new Set([200]));
  const waiting = (await (await create('waits', named('freed'))).json()) as { id: string; status: string };
  expect(waiting.status).toBe('queued');
  expect((await service.fetch(`/v1/videos/${waiting.id}`, { method: 'DELETE' })).status).toBe(200);
  const again = (await (await create('waits', named('freed'))).json()) as { id: string };
  expect(again.id).not.toBe(waiting.id);
});
