import { expect, test } from 'vitest';
import { OTHER_KEY } from '../testing/fake-service.ts';
import { finishedVideo } from '../testing/fixtures.ts';
import { startShim } from '../testing/start-shim.ts';

test('a finished job shows its files with absolute addresses and whole seconds', async () => {
  await using shim = await startShim();
  shim.service.change({ apiKeyId: 'key-id-1', upstream: 'sandbox', ...finishedVideo() });
  const response = await shim.get('/v1/jobs/job_1');
  expect(response.headers.get('x-flow2api-upstream')).toBe('sandbox');
  expect(await response.json()).toEqual({
    id: 'job_1',
    object: 'job',
    status: 'completed',
    state: 'completed',
    kind: 'video',
    model: 'gemini-2.5-flash-image-landscape',
    created_at: 1_800_000_000,
    started_at: 1_800_000_001,
    completed_at: 1_800_000_090,
    estimated_completion_at: null,
    progress: 100,
    position: null,
    detail: '',
    upstream: 'sandbox',
    result: [
      {
        kind: 'video',
        url: `${shim.url}/files/result.mp4`,
        mime_type: 'video/mp4',
        bytes: 9,
        width: 1280,
        height: 720,
        expires_at: null,
      },
    ],
    error: null,
    notice: null,
    events_url: `${shim.url}/v1/jobs/job_1/events`,
  });
});

test('a job that goes on tells when it will probably be done, in whole seconds', async () => {
  await using shim = await startShim();
  shim.service.change({ apiKeyId: 'key-id-1', state: 'running', expectedAt: 1_800_000_060_900 });
  const job = await (await shim.get('/v1/jobs/job_1')).json();
  expect(job).toMatchObject({ estimated_completion_at: 1_800_000_060 });
});

test.each([
  ['queued', 'queued'],
  ['submitting', 'in_progress'],
  ['running', 'in_progress'],
  ['retrieving', 'in_progress'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['submit_unknown', 'failed'],
] as const)('the state %s is shown as %s', async (state, status) => {
  await using shim = await startShim();
  shim.service.change({ apiKeyId: 'key-id-1', state, percent: 41.7 });
  expect(await (await shim.get('/v1/jobs/job_1')).json()).toMatchObject({ state, status, progress: 41 });
});

test("a failed job tells the wire's code and message and nothing else", async () => {
  await using shim = await startShim();
  const error = {
    code: 'content_rejected',
    message: 'Refused.',
    reason: 'PUBLIC_ERROR_X',
    retryAfterMs: null,
  } as const;
  shim.service.change({ apiKeyId: 'key-id-1', state: 'failed', error });
  const job = (await (await shim.get('/v1/jobs/job_1')).json()) as { error: unknown };
  expect(job.error).toEqual({ code: 'content_policy_violation', message: 'Refused.' });
});

test("another key's job and no job are the same 404", async () => {
  await using shim = await startShim();
  shim.service.change({ apiKeyId: 'key-id-1' });
  const headers = { authorization: `Bearer ${OTHER_KEY}` };
  expect((await shim.get('/v1/jobs/job_1', { headers })).status).toBe(404);
  expect((await shim.get('/v1/jobs/job_1', { headers, method: 'DELETE' })).status).toBe(404);
  expect((await shim.get('/v1/jobs/job_2')).status).toBe(404);
  expect(shim.service.cancelled).toEqual([]);
});

test('deleting cancels a job, however often; one that has ended otherwise cannot be cancelled', async () => {
  await using shim = await startShim();
  shim.service.change({ apiKeyId: 'key-id-1' });
  const cancelled = await shim.get('/v1/jobs/job_1', { method: 'DELETE' });
  expect(await cancelled.json()).toMatchObject({ id: 'job_1', status: 'cancelled' });
  expect(shim.service.cancelled).toEqual(['job_1']);
  expect((await shim.get('/v1/jobs/job_1', { method: 'DELETE' })).status).toBe(200);
  shim.service.change({ state: 'completed' });
  expect((await shim.get('/v1/jobs/job_1', { method: 'DELETE' })).status).toBe(400);
  expect(shim.service.cancelled).toEqual(['job_1']);
});
