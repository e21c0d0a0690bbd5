import { expect, test } from 'vitest';
import { decodeImage } from '../testing/decode.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { chatBody, download, generate, readStream } from './chat.ts';

const VIDEO = chatBody('veo_3_1_t2v_fast_landscape', 'a fox runs');
const IMAGE = chatBody('gemini-2.5-flash-image-landscape', 'a fox');

interface Job {
  id: string;
  state: string;
  position: number | null;
  notice: string | null;
  error: { code: string; message: string } | null;
  result: { url: string; expires_at: number | null }[];
}

const account = (email: string) =>
  [`session-${email}`, email, 'PAYGATE_TIER_TWO', 100_000] as [string, string, string, number];

/** A service on a sandbox with one account. */
async function startOne(
  env: Record<string, string>,
  videoSeconds = 0.3,
): Promise<{ sandbox: SandboxProcess; service: ServiceProcess } & AsyncDisposable> {
  const sandbox = await startSandboxProcess({ videoSeconds, accounts: [account('a@example.com')] });
  const service = await startService({ upstream: sandbox, env });
  await service.addToken('session-a@example.com');
  return {
    sandbox,
    service,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

async function jobOf(service: ServiceProcess, id: string): Promise<Job> {
  return (await (await service.fetch(`/v1/jobs/${id}`)).json()) as Job;
}

/** Begins a stream and leaves it to run; returns the job's id. */
async function begin(
  service: ServiceProcess,
  body: object,
): Promise<{ id: string; answer: ReturnType<typeof readStream> }> {
  const response = await service.post('/v1/chat/completions', { ...body, stream: true });
  expect(response.status).toBe(200);
  return { id: response.headers.get('x-flow2api-job-id') ?? '', answer: readStream(response) };
}

test('waiting jobs have a place, a full queue is a 429 with Retry-After, and a picture does not wait behind a video', async () => {
  await using one = await startOne(
    { FLOW2API_GENERATION__VIDEO_CONCURRENCY: '1', FLOW2API_GENERATION__QUEUE_DEPTH: '2' },
    2,
  );
  const { service } = one;
  const jobs = [await begin(service, VIDEO), await begin(service, VIDEO), await begin(service, VIDEO)];
  expect(await jobOf(service, jobs[2]?.id ?? '')).toMatchObject({ state: 'queued', position: 2 });

  const full = await service.post('/v1/chat/completions', VIDEO);
  expect(full.status).toBe(429);
  expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await full.json()).toMatchObject({ error: { code: 'rate_limit_exceeded', type: 'rate_limit_error' } });
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(200);

  const answers = await Promise.all(jobs.map((job) => job.answer));
  expect(answers.every((answer) => answer.content.includes('.mp4'))).toBe(true);
  expect(answers[2]?.reasoning).toMatch(/position 2|place 2|2\D+in the queue|queue\D+2/i);
}, 40_000);

test('a wait that takes too long ends, and nothing was spent', async () => {
  await using one = await startOne(
    { FLOW2API_GENERATION__VIDEO_CONCURRENCY: '1', FLOW2API_GENERATION__QUEUE_WAIT: '0.5' },
    8,
  );
  const first = await begin(one.service, VIDEO);
  const second = await one.service.post('/v1/chat/completions', VIDEO);
  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).not.toBeNull();
  expect((await accountStats(one.sandbox, 'a@example.com')).calls.submit).toBe(1);
  await first.answer;
}, 40_000);

test('a job that waits can be cancelled; one that was sent can not', async () => {
  await using one = await startOne({ FLOW2API_GENERATION__VIDEO_CONCURRENCY: '1' }, 2);
  const { service, sandbox } = one;
  const [sent, waiting] = [await begin(service, VIDEO), await begin(service, VIDEO)];
  const cancel = (id: string) => service.fetch(`/v1/jobs/${id}`, { method: 'DELETE' });
  expect((await jobOf(service, waiting.id)).state).toBe('queued');
  expect((await cancel(waiting.id)).status).toBe(200);
  expect((await jobOf(service, waiting.id)).state).toBe('cancelled');
  expect((await cancel(waiting.id)).status).toBe(200);
  await expect.poll(async () => (await jobOf(service, sent.id)).state).toBe('running');
  expect((await cancel(sent.id)).status).toBe(400);
  expect((await sent.answer).content).toContain('.mp4');
  expect((await cancel(sent.id)).status).toBe(400);
  expect((await accountStats(sandbox, 'a@example.com')).calls.submit).toBe(1);
});

test('a video that never ends fails at its deadline, gives its slot back, and is not to be retried by an SDK', async () => {
  await using one = await startOne({
    FLOW2API_GENERATION__VIDEO_TIMEOUT: '1',
    FLOW2API_GENERATION__VIDEO_CONCURRENCY: '1',
  });
  await one.sandbox.control('POST', 'faults', { endpoint: 'submit', effect: { kind: 'neverEnding' } });
  const late = await one.service.post('/v1/chat/completions', VIDEO);
  expect(late.headers.get('x-should-retry')).toBe('false');
  expect(late.status).toBeGreaterThanOrEqual(500);
  // The same once more would be answered with the same failure for a while: it may have been paid for.
  const other = chatBody('veo_3_1_t2v_fast_landscape', 'another boat');
  expect((await one.service.post('/v1/chat/completions', other)).status).toBe(200);
});

test('when enlarging fails the plain picture is delivered, and the job says so', async () => {
  await using one = await startOne({});
  await one.sandbox.control('POST', 'faults', { endpoint: 'upsampleImage', times: 0, preset: 'internal' });
  const { link, headers } = await generate(one.service, chatBody('gemini-3.0-pro-image-landscape-2k', 'a fox'));
  expect((await decodeImage((await download(link)).bytes)).width).toBe(1376);
  const job = await jobOf(one.service, headers.get('x-flow2api-job-id') ?? '');
  expect(job.notice).toMatch(/Enlarging failed/);
});

test("with caching off the upstream's link is passed on, and the job says when it dies", async () => {
  await using one = await startOne({ FLOW2API_CACHE__ENABLED: 'false' });
  const { link, headers } = await generate(one.service, IMAGE);
  expect(new URL(link).origin).toBe(one.sandbox.origin);
  await decodeImage((await download(link)).bytes);
  const job = await jobOf(one.service, headers.get('x-flow2api-job-id') ?? '');
  const inAnHour = Date.now() / 1000 + 3_600;
  expect(job.result[0]?.expires_at).toBeGreaterThan(inAnHour);
});

test('a signed-out account costs no caller an answer while another can serve', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [account('a@example.com'), account('b@example.com')] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-a@example.com');
  await service.addToken('session-b@example.com');
  await sandbox.control('PATCH', 'accounts/a@example.com', { sessionDead: true, revokeAccessTokens: true });
  const answers = await Promise.all(Array.from({ length: 6 }, () => service.post('/v1/chat/completions', IMAGE)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(200));
});

test('a project that was deleted upstream is made anew', async () => {
  await using one = await startOne({});
  expect((await one.service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
  await one.sandbox.control('POST', 'faults', {
    endpoint: 'image',
    effect: { kind: 'status', status: 404, googleStatus: 'NOT_FOUND', message: 'Requested entity was not found.' },
  });
  expect((await one.service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
  const { requests } = await one.sandbox.control<{ requests: unknown[] }>('GET', 'requests?endpoint=project');
  expect(requests).toHaveLength(2);
});
