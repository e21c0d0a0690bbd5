import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobView } from '../../../schema/generation.ts';
import { OTHER_KEY } from '../../testing/fake-service.ts';
import { finishedPicture, finishedVideo, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../../testing/fixtures.ts';
import { namedEventsOf } from '../../testing/named-events.ts';
import { type RunningShim, startShim } from '../../testing/start-shim.ts';

const ROUTE = '/v1beta/interactions';
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');
const REFUSED: Partial<JobView> = {
  ...{ state: 'failed', startedAt: 1_800_000_001_000, completedAt: 1_800_000_002_000 },
  error: { code: 'content_rejected', message: 'The content was refused.', reason: null, retryAfterMs: null },
};

let shim: RunningShim;
beforeEach(async () => {
  shim = await startShim();
  shim.service.pictures.set('result.png', PNG);
  shim.service.pictures.set('result.mp4', PNG);
});
afterEach(() => shim[Symbol.asyncDispose]());

/** Begins one in the background; its job is `job_1`. */
async function begun(body: object = {}): Promise<void> {
  const response = await shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', background: true, ...body });
  expect(response.status).toBe(200);
}

async function get(query = '') {
  const response = await shim.get(`${ROUTE}/v1_job_1${query}`);
  return { response, body: (await response.json()) as Record<string, unknown> };
}

test('an interaction is in progress in words that every program knows, whatever its job does', async () => {
  await begun();
  for (const state of ['queued', 'submitting', 'running', 'retrieving'] as const) {
    shim.service.change({ state });
    const { response, body } = await get('?stream=false');
    expect(body).toMatchObject({ id: 'v1_job_1', status: 'in_progress', steps: [{ type: 'user_input' }] });
    expect(response.headers.get('x-flow2api-job-id')).toBe('job_1');
  }
});

test('a finished one has its result, as it was asked for when it was begun', async () => {
  await begun({ model: TEXT_VIDEO_MODEL.id, response_format: { type: 'video', delivery: 'uri' } });
  shim.service.change(finishedVideo());
  const { body } = await get();
  expect(body).toMatchObject({
    status: 'completed',
    steps: [
      { type: 'user_input' },
      {
        type: 'model_output',
        content: [
          { type: 'video', mime_type: 'video/mp4', uri: `${shim.url}/v1beta/files/resultmp4:download?alt=media` },
        ],
      },
    ],
    usage: { total_output_tokens: 2064 },
  });
});

test('one that failed says so in its steps, and its asking is no failure', async () => {
  await begun();
  shim.service.change(REFUSED);
  const { response, body } = await get();
  expect(response.status).toBe(200);
  expect(body).toMatchObject({
    status: 'failed',
    steps: [{ type: 'user_input' }, { type: 'model_output', error: { code: 3, message: 'The content was refused.' } }],
  });
});

test('the pictures of the request are shown to who asks for them', async () => {
  await begun();
  const inputs = [{ file: 'in.png', mimeType: 'image/png', width: 4, height: 4, sha256: 'ab' }];
  shim.service.change({ ...finishedPicture(), inputs });
  const text = { type: 'text', text: 'an otter' };
  const picture = {
    ...{ type: 'image', mime_type: 'image/png' },
    uri: `${shim.url}/v1beta/files/inpng:download?alt=media`,
  };
  expect((await get('?include_input=true')).body.steps).toMatchObject([{ content: [picture, text] }, {}]);
  expect((await get()).body.steps).toMatchObject([{ content: [text] }, {}]);
});

test('the one that it goes on from is named', async () => {
  await begun();
  shim.service.change(finishedPicture());
  await begun({ previous_interaction_id: 'v1_job_1' });
  expect((await get()).body).toMatchObject({ previous_interaction_id: 'v1_job_1' });
});

test("another key's, another route's and one that there never was are unknown", async () => {
  await begun();
  const theirs = await shim.get(`${ROUTE}/v1_job_1`, { headers: { authorization: `Bearer ${OTHER_KEY}` } });
  expect(theirs.status).toBe(404);
  expect(await theirs.json()).toMatchObject({ error: { status: 'NOT_FOUND' } });
  for (const id of ['v1_job_2', 'job_1', 'v1_']) expect((await shim.get(`${ROUTE}/${id}`)).status).toBe(404);
  shim.service.change({ route: '/v1/responses' });
  expect((await get()).response.status).toBe(404);
});

test('a waiting one can be cancelled, and is shown', async () => {
  await begun();
  const response = await shim.post(`${ROUTE}/v1_job_1/cancel`, '');
  expect(await response.json()).toMatchObject({ id: 'v1_job_1', status: 'cancelled' });
  expect(shim.service.cancelled).toEqual(['job_1']);
  shim.service.change(finishedPicture());
  expect((await shim.post(`${ROUTE}/v1_job_1/cancel`, '')).status).toBe(400);
});

test('one that has ended can be deleted, one that has not can not', async () => {
  await begun();
  expect((await shim.get(`${ROUTE}/v1_job_1`, { method: 'DELETE' })).status).toBe(400);
  shim.service.change(finishedPicture());
  const response = await shim.get(`${ROUTE}/v1_job_1`, { method: 'DELETE' });
  expect([response.status, await response.json()]).toEqual([200, {}]);
  expect((await get()).response.status).toBe(404);
});

test('a stream tells the result when it is there, in events that are numbered', async () => {
  const response = await shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', stream: true });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  await expect.poll(() => shim.service.watches.length).toBe(1);
  shim.service.change({ ...finishedPicture(), notice: 'It is smaller than asked for.' });
  const { events } = await namedEventsOf(await endingWithDone(response));
  expect(events.map(({ name, data }) => [name, data.event_type, data.event_id])).toEqual(
    [
      'interaction.created',
      'interaction.status_update',
      'step.start',
      'step.delta',
      'step.delta',
      'step.stop',
      'interaction.completed',
    ].map((name, index) => [name, name, String(index + 1)]),
  );
  expect(events.map(({ data }) => data)).toMatchObject([
    { interaction: { id: 'v1_job_1', status: 'in_progress', model: IMAGE_MODEL.id } },
    { interaction_id: 'v1_job_1', status: 'in_progress' },
    { index: 0, step: { type: 'model_output' } },
    { index: 0, delta: { type: 'text', text: 'It is smaller than asked for.' } },
    { index: 0, delta: { type: 'image', mime_type: 'image/png', data: PNG.toString('base64') } },
    { index: 0 },
    { interaction: { id: 'v1_job_1', status: 'completed', usage: { total_output_tokens: 1290 } } },
  ]);
});

test('a failure in a stream is an event, and the interaction ends as failed', async () => {
  await begun();
  shim.service.change(REFUSED);
  const { events } = await namedEventsOf(await endingWithDone(await shim.get(`${ROUTE}/v1_job_1?stream=true`)));
  expect(events.slice(2).map(({ data }) => data)).toEqual([
    { event_type: 'error', event_id: '3', error: { code: 'invalid_argument', message: 'The content was refused.' } },
    {
      event_type: 'interaction.completed',
      event_id: '4',
      interaction: expect.objectContaining({ id: 'v1_job_1', status: 'failed' }),
    },
  ]);
});

test('a stream can be had again, and gone on with after the last event that was seen', async () => {
  await begun();
  shim.service.change(finishedPicture());
  const whole = await namedEventsOf(await endingWithDone(await shim.get(`${ROUTE}/v1_job_1?stream=true`)));
  expect(whole.events).toHaveLength(6);
  const rest = await endingWithDone(await shim.get(`${ROUTE}/v1_job_1?stream=true&last_event_id=4`));
  expect((await namedEventsOf(rest)).events).toEqual(whole.events.slice(4));
  expect(shim.service.watcherRoles).toEqual(['onlooker', 'onlooker']);
  expect((await shim.get(`${ROUTE}/v1_job_1?stream=true&last_event_id=x`)).status).toBe(400);
});

test('a stream that the service gives up is cut, for the job goes on', async () => {
  await begun();
  shim.service.watchFailure = new Error('the service stops');
  const text = await (await shim.get(`${ROUTE}/v1_job_1?stream=true`)).text();
  expect(text).toContain('interaction.status_update');
  expect(text).not.toContain('interaction.completed');
  expect(text).not.toContain('[DONE]');
});

/** The stream without the mark that it must end with. */
async function endingWithDone(response: Response): Promise<Response> {
  const text = await response.text();
  expect(text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
  return new Response(text.slice(0, -'data: [DONE]\n\n'.length));
}
