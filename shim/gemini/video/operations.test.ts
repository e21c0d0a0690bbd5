import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobError, JobView } from '../../../schema/generation.ts';
import { OTHER_KEY } from '../../testing/fake-service.ts';
import { finishedVideo, TEXT_VIDEO_MODEL } from '../../testing/fixtures.ts';
import type { RunningShim } from '../../testing/start-shim.ts';
import { addVideo, jobId, startVideoShim } from '../../testing/videos.ts';

const MODEL = TEXT_VIDEO_MODEL.id;
const OPERATION = `models/${MODEL}/operations/1`;
const RESOURCE = `publishers/google/models/${MODEL}`;
const MP4 = Buffer.from('an mp4, or nearly');
const failed = (error: Partial<JobError>, patch: Partial<JobView> = {}): Partial<JobView> => ({
  ...{ state: 'failed', startedAt: 1, completedAt: 2, ...patch },
  error: { code: 'generation_failed', message: 'It failed.', reason: null, retryAfterMs: null, ...error },
});
const REFUSED = failed({ code: 'content_rejected', message: 'The content was refused.' });

let shim: RunningShim;
beforeEach(async () => {
  shim = await startVideoShim();
});
afterEach(() => shim[Symbol.asyncDispose]());

/** Orders so many videos, which are one operation. */
async function order(sampleCount = 1): Promise<void> {
  await shim.post(`/v1beta/models/${MODEL}:predictLongRunning`, {
    instances: [{ prompt: 'waves' }],
    parameters: { sampleCount },
  });
  shim.service.change({ percent: 0, kind: 'video' });
}

function end(patch: Partial<JobView>, number = 1): void {
  shim.service.change(patch, jobId(number));
}

async function get(path = OPERATION) {
  const response = await shim.get(`/v1beta/${path}`);
  return { response, body: (await response.json()) as Record<string, unknown> };
}

async function fetchPredict(name: string, path = `/v1beta1/${RESOURCE}:fetchPredictOperation`) {
  const response = await shim.post(path, { operationName: name });
  return { response, body: (await response.json()) as Record<string, unknown> };
}

test('an operation that runs has no done, and says how far it is', async () => {
  await order(2);
  end({ state: 'running', percent: 50, detail: 'The upstream is working.' });
  end({ percent: 25 }, 2);
  const { response, body } = await get();
  expect(response.headers.get('x-flow2api-job-id')).toBe(jobId(1));
  expect(body).toEqual({
    name: OPERATION,
    metadata: {
      createTime: '2027-01-15T08:00:00.500Z',
      progressPercent: 37,
      detail: 'The upstream is working.',
    },
  });
});

test('a finished operation has the address of each video, which SDKs can take the id out of', async () => {
  await order();
  end(finishedVideo('4f0c9a.mp4'));
  const { body } = await get();
  expect(body).toEqual({
    name: OPERATION,
    metadata: expect.objectContaining({ progressPercent: 100 }),
    done: true,
    response: {
      '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse',
      generateVideoResponse: {
        generatedSamples: [
          { video: { uri: `${shim.url}/v1beta/files/4f0c9amp4:download?alt=media`, encoding: 'video/mp4' } },
        ],
      },
    },
  });
});

test.each(['operations/1', OPERATION, 'models/any/thing/operations/1'])('GET %s finds it', async (path) => {
  await order();
  expect((await get(path)).body).toMatchObject({ name: OPERATION });
});

test('under /v1 it is found as well, with a key in any manner', async () => {
  await order();
  const response = await shim.get(`/v1/${OPERATION}`);
  expect(await response.json()).toMatchObject({ name: OPERATION });
});

test('where files are not kept, the address is that of the upstream, for as long as it is good', async () => {
  await order();
  const [asset] = finishedVideo().assets ?? [];
  const url = 'https://storage.example/video';
  const passedOn = (expiresAt: number) =>
    ({ ...finishedVideo(), assets: [{ ...asset, file: null, url, expiresAt }] }) as Partial<JobView>;
  end(passedOn(1_900_000_000_000));
  expect(JSON.stringify((await get()).body)).toContain(`"uri":"${url}"`);
  end(passedOn(1_700_000_000_000));
  expect((await get()).body).toMatchObject({
    done: true,
    error: { code: 13, message: expect.stringContaining('no longer good') },
  });
});

test('refused content is an answer with the reason in it and no videos', async () => {
  await order(2);
  end(REFUSED);
  end(REFUSED, 2);
  const { response, body } = await get();
  expect(response.status).toBe(200);
  expect(body).toMatchObject({ name: OPERATION, done: true });
  expect(body.response).toEqual({
    '@type': expect.any(String),
    generateVideoResponse: { raiMediaFilteredCount: 2, raiMediaFilteredReasons: ['The content was refused.'] },
  });
});

test('what was made is delivered, whatever became of the others, and that is told', async () => {
  await order(4);
  end({ ...finishedVideo('1a.mp4'), notice: 'Enlarging failed.' });
  end(REFUSED, 2);
  end(failed({ code: 'upstream_timeout', message: 'It took too long.' }), 3);
  expect((await get()).body).not.toHaveProperty('done');
  end(finishedVideo('4a.mp4'), 4);
  const { body } = await get();
  expect(body).not.toHaveProperty('error');
  expect(body).toMatchObject({
    done: true,
    metadata: { warnings: ['Enlarging failed.', '1 of 4 videos could not be made: It took too long.'] },
    response: {
      generateVideoResponse: {
        generatedSamples: [
          { video: { uri: expect.stringContaining('1amp4') } },
          { video: { uri: expect.stringContaining('4amp4') } },
        ],
        raiMediaFilteredCount: 1,
      },
    },
  });
});

test.each<[string, Partial<JobView>, number]>([
  ['a failure of the upstream', failed({ code: 'generation_failed' }), 13],
  ['an upstream that is out', failed({ code: 'upstream_unavailable' }), 14],
  ['spent credits', failed({ code: 'token_out_of_credits' }), 8],
  ['a video that was cancelled', { state: 'cancelled', completedAt: 2 }, 1],
  ['a lost answer', { state: 'submit_unknown', startedAt: 1, completedAt: 2 }, 13],
])('%s is the error of an operation that is done, and no failure of asking for it', async (_, patch, code) => {
  await order();
  end(patch);
  const { response, body } = await get();
  expect(response.status).toBe(200);
  expect(body).toMatchObject({ name: OPERATION, done: true, error: { code, message: expect.any(String) } });
  expect(body).not.toHaveProperty('response');
});

test('a failure weighs more than refusals where nothing was made', async () => {
  await order(2);
  end(REFUSED);
  end(failed({ code: 'upstream_timeout' }), 2);
  expect((await get()).body).toMatchObject({ error: { code: 14 } });
});

test("another key's operation, one that there never was and jobs of other routes are unknown", async () => {
  await order();
  const theirs = await shim.get(`/v1beta/${OPERATION}`, { headers: { authorization: `Bearer ${OTHER_KEY}` } });
  expect(theirs.status).toBe(404);
  expect(await theirs.json()).toMatchObject({ error: { status: 'NOT_FOUND' } });
  expect((await get('operations/2')).response.status).toBe(404);
  expect((await get('operations/call_1')).response.status).toBe(404);
  addVideo(shim, 1, { route: '/v1/videos' });
  expect((await get()).response.status).toBe(404);
  expect((await fetch(`${shim.url}/v1beta/${OPERATION}`)).status).toBe(403);
});

test('on the wire of Vertex AI the bytes are in the answer', async () => {
  await order();
  const name = `projects/p/locations/us-central1/${RESOURCE}/operations/1`;
  expect((await fetchPredict(`${RESOURCE}/operations/1`)).body).toMatchObject({ name: `${RESOURCE}/operations/1` });
  shim.service.pictures.set('1a.mp4', MP4);
  end(finishedVideo('1a.mp4'));
  const path = `/v1beta1/projects/p/locations/us-central1/${RESOURCE}:fetchPredictOperation`;
  const { response, body } = await fetchPredict(name, path);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(body).toEqual({
    name,
    metadata: expect.anything(),
    done: true,
    response: {
      '@type': 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse',
      videos: [{ bytesBase64Encoded: MP4.toString('base64'), mimeType: 'video/mp4' }],
    },
  });
  const got = await shim.get(`/v1beta1/${name}`);
  expect(await got.json()).toEqual(body);
});

test('what is too large for an answer goes by its address', async () => {
  await order();
  const [asset] = finishedVideo('1a.mp4').assets ?? [];
  shim.service.pictures.set('1a.mp4', MP4);
  end({ ...finishedVideo(), assets: [{ ...asset, bytes: 300_000_000 }] } as Partial<JobView>);
  const { body } = await fetchPredict(`${RESOURCE}/operations/1`);
  expect(body.response).toMatchObject({
    videos: [{ gcsUri: `${shim.url}/v1beta/files/1amp4:download?alt=media`, mimeType: 'video/mp4' }],
  });
});

test('a video that is no longer kept, and refused content, are told on the wire of Vertex AI as well', async () => {
  await order();
  end(finishedVideo('gone.mp4'));
  expect((await fetchPredict(`${RESOURCE}/operations/1`)).body).toMatchObject({
    done: true,
    error: { code: 13, message: expect.stringContaining('no longer keeps it') },
  });
  end(REFUSED);
  expect((await fetchPredict(`${RESOURCE}/operations/1`)).body).toMatchObject({
    done: true,
    response: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['The content was refused.'] },
  });
});

test.each<[string, unknown, number]>([
  ['no name', {}, 400],
  ['a name that is no text', { operationName: 1 }, 400],
  ['a name of another form', { operationName: 'operations/' }, 404],
  ['no operation', { operationName: `${RESOURCE}/operations/2` }, 404],
])('to fetch %s is refused', async (_, body, status) => {
  const response = await shim.post(`/v1beta1/${RESOURCE}:fetchPredictOperation`, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code: status } });
});
