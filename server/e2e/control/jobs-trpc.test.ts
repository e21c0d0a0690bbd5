import { createTRPCClient, httpBatchStreamLink } from '@trpc/client';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN_ENV, signedIn } from './graphql-client.ts';

const IMAGE = 'gemini-2.5-flash-image-landscape';

let service: ServiceProcess;
let console: ReturnType<typeof createTRPCClient<AppRouter>>;

beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV }); // the built-in sandbox serves
  const { headers } = await signedIn(service);
  console = createTRPCClient<AppRouter>({ links: [httpBatchStreamLink({ url: `${service.baseUrl}/trpc`, headers })] });
}, 60_000);
afterAll(() => service?.[Symbol.asyncDispose]());

async function finished(id: string) {
  await expect
    .poll(async () => (await console.jobs.get.query({ id })).job.state, { timeout: 20_000 })
    .toBe('completed');
  return console.jobs.get.query({ id });
}

test('the console uploads a picture, edits it, and finds the job with names and links', async () => {
  const png = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#a53' } })
    .png()
    .toBuffer();
  const { file } = await console.uploads.create.mutate({ base64: png.toString('base64') });
  const [made] = await console.jobs.create.mutate({ model: IMAGE, prompt: 'the same at night', images: [file] });
  const { job, steps, requests } = await finished(made?.id ?? '');
  expect(job).toMatchObject({ apiKeyId: 'console', apiKeyName: 'console', upstream: 'sandbox', inputs: [{ file }] });
  expect(job.tokenName).not.toBeNull();
  expect((await fetch(job.assets[0]?.url ?? '')).headers.get('content-type')).toMatch(/^image\//);
  expect((await fetch((await console.jobs.preview.query({ id: job.id })).url ?? '')).status).toBe(200);
  expect(steps.map(({ state }) => state)).toContain('completed');
  expect(requests).toEqual([]); // no caller has asked for it
  const { jobs, next } = await console.jobs.list.query({ filter: { text: 'at night', states: ['completed'] } });
  expect(jobs.map(({ id }) => id)).toEqual([job.id]);
  expect(next).toBeNull();
  const bulk = await console.jobs.bulk.mutate({ action: 'retry', filter: { text: 'at night' }, expectedCount: 1 });
  expect(bulk).toMatchObject([{ id: job.id, error: null }]);
  await finished(bulk[0]?.jobId ?? '');
  const none = console.jobs.bulk.mutate({ action: 'cancel', filter: { text: 'at night' }, expectedCount: 1 });
  await expect(none).rejects.toMatchObject({ data: { code: 'conflict', current: 2, httpStatus: 409 } });
  const refused = await console.jobs.cancel.mutate({ id: job.id });
  expect(refused).toMatchObject({ job: null, error: { code: 'invalid_request' } });
});

test('an input of another form is refused in words that name the field', async () => {
  const long = console.tokens.list.query({ filter: { text: 'x'.repeat(300) }, limit: 1 });
  await expect(long).rejects.toMatchObject({
    message: expect.stringMatching(/^'filter\.text' is not valid: [^{}[\]"]+\.$/),
    data: { code: 'invalid_value', field: 'filter.text', httpStatus: 400 },
  });
  await expect(console.jobs.get.query('gen_1' as never)).rejects.toMatchObject({
    message: expect.stringMatching(/^The input is not valid: [^{}[\]"]+\.$/),
    data: { code: 'invalid_value', field: null },
  });
});

test('requests are listed with the names of their keys, exported as a stream, and retried', async () => {
  const answered = await service.post('/v1/chat/completions', chatBody(IMAGE, 'a heron'));
  const requestId = answered.headers.get('x-request-id') ?? '';
  await answered.text();
  await service.post('/v1/chat/completions', chatBody('no-such-model', 'x'));
  const filter = { statusClasses: [4] };
  await expect
    .poll(async () => (await console.requests.list.query({ filter })).requests.length, { timeout: 10_000 })
    .toBe(1);
  const { request, job } = await console.requests.get.query({ id: requestId });
  expect(request).toMatchObject({ status: 200, kind: 'image', apiKeyName: 'configured key' });
  expect(job).toMatchObject({ prompt: 'a heron' });
  expect(await console.requests.body.query({ id: requestId })).toBeNull(); // no debug mode
  let csv = '';
  for await (const piece of await console.requests.export.query({ format: 'csv', filter })) csv += piece;
  expect(csv.trimEnd().split('\r\n')).toHaveLength(2);
  expect(csv).toContain('no-such-model');
  const again = await console.requests.retry.mutate({ id: requestId });
  expect(again.error).toBeNull();
  await finished(again.jobId ?? '');
  await expect(console.requests.get.query({ id: 'req_none' })).rejects.toMatchObject({ data: { code: 'not_found' } });
});

test('the overview adds up, and says what failed of what', async () => {
  const overview = await console.overview.get.query({});
  expect(overview.jobs).toEqual({ completed: 4, failed: 0, share: 1 });
  expect(overview.before).toEqual({ completed: 0, failed: 0, share: null });
  expect(overview.oldestWaitsSince).toBeNull();
  expect(await console.overview.failures.query({})).toEqual([
    { of: 'requests', code: 'model_not_found', count: 1, fault: 'caller' },
  ]);
  for (const range of ['15m', '7d'] as const) {
    const { bars, latency, groups } = await console.overview.activity.query({ range });
    expect(bars.reduce((sum, { image }) => sum + image, 0)).toBe(4);
    expect([latency.image.all?.jobs, latency.video.all]).toEqual([4, null]);
    expect(groups).toMatchObject([{ kind: 'image', completed: 4, failed: 0, latency: { jobs: 4 } }]);
  }
  expect(await console.overview.troubles.query()).toEqual([]);
  expect(await console.overview.firstSteps.query()).toEqual({ upstream: true, result: true, call: true });
  const models = await console.models.list.query({});
  const used = models.filter(({ completed }) => completed > 0);
  expect(used.reduce((sum, { completed }) => sum + completed, 0)).toBeGreaterThanOrEqual(4);
  expect(used.every(({ eligible, unavailable }) => eligible === 1 && unavailable === null)).toBe(true);
  const { kinds } = await console.jobs.queue.query();
  expect(kinds.map(({ waiting }) => waiting)).toEqual([0, 0]);
});

test('a result is taken out of the cache: its job stays, is counted as expired, and the file is no more', async () => {
  const [made] = await console.jobs.create.mutate({ model: IMAGE, prompt: 'a fleeting cloud' });
  const { job } = await finished(made?.id ?? '');
  expect(job.assets).toMatchObject([{ isGone: false }]);
  expect(job.assets[0]?.keptUntil).toBeGreaterThan(Date.now());
  const filter = { text: 'fleeting' };
  const one = { count: 1, isAll: true };
  const none = { count: 0, isAll: true };
  expect(await console.jobs.counts.query({ filter })).toEqual({
    ...{ all: one, running: none, done: one, failed: none, expired: none, retryable: none },
  });
  expect(await console.jobs.forget.mutate({ id: job.id })).toMatchObject({ error: null });
  expect((await fetch(job.assets[0]?.url ?? '')).status).toBe(404);
  expect(await console.jobs.counts.query({ filter })).toMatchObject({ all: one, done: none, expired: one });
  const { jobs } = await console.jobs.list.query({ filter: { ...filter, expired: true } });
  expect(jobs).toMatchObject([{ id: job.id, assets: [{ isGone: true, keptUntil: null }] }]);
  expect((await console.jobs.list.query({ filter: { ...filter, expired: false } })).jobs).toEqual([]);
  const again = await console.jobs.forget.mutate({ id: 'gen_none' });
  expect(again).toMatchObject({ job: null, error: { code: 'not_found' } });
});

test('what failed in the console is told of by its reason, beside the requests', async () => {
  const prompt = 'a duel [[sandbox:unsafe-generation]]';
  const [made] = await console.jobs.create.mutate({ model: IMAGE, prompt });
  await expect
    .poll(async () => (await console.jobs.get.query({ id: made?.id ?? '' })).job.state, { timeout: 20_000 })
    .toBe('failed');
  expect(await console.overview.failures.query({ range: '1h' })).toEqual([
    { of: 'requests', code: 'model_not_found', count: 1, fault: 'caller' },
    { of: 'console', code: 'content_rejected', count: 1, fault: 'caller' },
  ]);
});

test('a job names the requests that asked for it as they are looked up by', async () => {
  const { jobs } = await console.jobs.list.query({ filter: { text: 'a heron' } });
  const { requests } = await console.jobs.get.query({ id: jobs.at(-1)?.id ?? '' });
  const { request } = await console.requests.get.query({ id: requests[0]?.requestId ?? '' });
  expect(request?.id).toBe(requests[0]?.id);
});
