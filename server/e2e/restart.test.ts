import { expect, test } from 'vitest';
import { decodeVideo } from '../testing/decode.ts';
import { accountStats, startSandboxProcess } from '../testing/sandbox-process.ts';
import { startService } from '../testing/service-process.ts';
import { chatBody, download } from './chat.ts';

const JOBS = 20;
const ULTRA = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;

interface Job {
  id: string;
  state: string;
  error: { code: string } | null;
  result: { url: string }[];
}

test('kill -9 during 20 running videos and a restart: 20 of 20 delivered, 20 submits upstream', async () => {
  await using sandbox = await startSandboxProcess({ videoSeconds: 6, accounts: [[...ULTRA]] });
  await using service = await startService({
    upstream: sandbox,
    env: { FLOW2API_GENERATION__VIDEO_CONCURRENCY: '-1' },
  });
  await service.addToken('session-ultra');

  const ids = await Promise.all(
    Array.from({ length: JOBS }, async (_, index) => {
      const body = chatBody('veo_3_1_t2v_fast_landscape', `wave ${index % 3}`, [], { stream: true });
      const response = await service.post('/v1/chat/completions', body);
      // The caller goes on reading, and is cut off by the kill.
      response.text().catch(() => 'cut off');
      return response.headers.get('x-flow2api-job-id') ?? '';
    }),
  );
  await expect.poll(() => statesOf(service, ids), { timeout: 5_000 }).toEqual(new Set(['running']));

  await service.killAndRestart();

  await expect.poll(() => statesOf(service, ids), { timeout: 20_000, interval: 200 }).toEqual(new Set(['completed']));
  for (const id of ids) {
    const job = await jobOf(service, id);
    const { bytes } = await download(new URL(new URL(job.result[0]?.url ?? '').pathname, service.baseUrl).href);
    expect((await decodeVideo(bytes)).seconds).toBeCloseTo(8, 0);
  }
  expect((await accountStats(sandbox, ULTRA[1])).calls.submit).toBe(JOBS);
}, 60_000);

test('a submit whose answer was lost is not sent again, neither at once nor after a restart', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [[...ULTRA]] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', { endpoint: 'submit', effect: { kind: 'reset', variant: 'after-accept' } });

  const response = await service.post('/v1/chat/completions', chatBody('veo_3_1_t2v_fast_landscape', 'lost'));
  expect(response.status).toBe(502);
  expect(response.headers.get('x-should-retry')).toBe('false');
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_unknown' } });
  const id = response.headers.get('x-flow2api-job-id') ?? '';
  expect((await jobOf(service, id)).state).toBe('submit_unknown');

  await service.killAndRestart();
  expect((await jobOf(service, id)).state).toBe('submit_unknown');
  expect((await accountStats(sandbox, ULTRA[1])).calls.submit).toBe(1);
}, 30_000);

test('the service killed in the middle of a submit says so, and does not send it again', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [[...ULTRA]] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', { endpoint: 'image', effect: { kind: 'slow', delayMs: 30_000 } });
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('gemini-2.5-flash-image', 'slow', [], { stream: true }),
  );
  response.text().catch(() => 'cut off');
  const id = response.headers.get('x-flow2api-job-id') ?? '';
  await expect.poll(async () => (await jobOf(service, id)).state).toBe('submitting');

  await service.killAndRestart();
  const job = await jobOf(service, id);
  expect(job.state).toBe('submit_unknown');
  expect(job.error?.code).toBe('upstream_unknown');
}, 30_000);

test('jobs that wait for a slot are still waiting after a kill, and are served in their order', async () => {
  await using sandbox = await startSandboxProcess({ videoSeconds: 2, accounts: [[...ULTRA]] });
  await using service = await startService({ upstream: sandbox, env: { FLOW2API_GENERATION__VIDEO_CONCURRENCY: '1' } });
  await service.addToken('session-ultra');
  const ids: string[] = [];
  for (const prompt of ['first', 'second', 'third']) {
    const response = await service.post(
      '/v1/chat/completions',
      chatBody('veo_3_1_t2v_fast_landscape', prompt, [], { stream: true }),
    );
    response.text().catch(() => 'cut off');
    ids.push(response.headers.get('x-flow2api-job-id') ?? '');
  }
  await expect.poll(async () => (await jobOf(service, ids[0] ?? '')).state).toBe('running');
  expect((await jobOf(service, ids[2] ?? '')).state).toBe('queued');

  await service.killAndRestart();

  await expect.poll(() => statesOf(service, ids), { timeout: 20_000, interval: 200 }).toEqual(new Set(['completed']));
  const submits = await sandbox.control<{ requests: { body: unknown }[] }>('GET', 'requests?endpoint=submit');
  const order = submits.requests.map((request) => /first|second|third/.exec(JSON.stringify(request.body))?.[0]);
  expect(order).toEqual(['first', 'second', 'third']);
}, 60_000);

test('a host of media that can not be used does not keep a paid video from its caller', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [[...ULTRA]] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', { endpoint: 'media', preset: 'html-200', times: 0 });
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('veo_3_1_t2v_fast_landscape', 'by another route'),
  );
  expect(response.status).toBe(200);
  expect((await accountStats(sandbox, ULTRA[1])).calls.submit).toBe(1);
});

test('a result whose address fails is fetched by a fresh one, and is never a failed generation', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [[...ULTRA]] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', {
    endpoint: 'media',
    times: 3,
    effect: { kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'down' },
  });
  const response = await service.post('/v1/chat/completions', chatBody('veo_3_1_t2v_fast_landscape', 'stubborn'));
  expect(response.status).toBe(200);
  expect((await accountStats(sandbox, ULTRA[1])).calls.submit).toBe(1);
}, 30_000);

async function jobOf(service: { fetch(path: string): Promise<Response> }, id: string): Promise<Job> {
  return (await (await service.fetch(`/v1/jobs/${id}`)).json()) as Job;
}

async function statesOf(
  service: { fetch(path: string): Promise<Response> },
  ids: readonly string[],
): Promise<Set<string>> {
  return new Set((await Promise.all(ids.map((id) => jobOf(service, id)))).map((job) => job.state));
}
