import { expect, test } from 'vitest';
import type { InputImage } from '../../schema/generation.ts';
import { finishedVideo } from '../testing/fixtures.ts';
import type { RunningShim } from '../testing/start-shim.ts';
import { addVideo, FRAMES_MODEL, jobId, startVideoShim, videoId } from '../testing/videos.ts';

const SOURCE = 7;
const ROUTE = `/v1/videos/${videoId(SOURCE)}/remix`;
const inputs: InputImage[] = ['first.png', 'last.png'].map((file) => {
  return { file, mimeType: 'image/png', width: 4, height: 4, sha256: file };
});

/** A shim with a finished portrait video, made from two frames, which are still kept. */
async function startWithSource(): Promise<RunningShim> {
  const shim = await startVideoShim();
  for (const { file } of inputs) shim.service.pictures.set(file, Buffer.from([0x89]));
  const made = { model: FRAMES_MODEL.id, mode: 'i2v', ratio: '9:16', seconds: 6, resolution: '1080p', inputs } as const;
  addVideo(shim, SOURCE, { ...finishedVideo(), ...made, upstream: 'sandbox' });
  return shim;
}

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

test.each<[string, (shim: RunningShim) => Promise<Response>]>([
  ['JSON', (shim) => shim.post(ROUTE, { prompt: 'storm' })],
  ['a form', (shim) => shim.get(ROUTE, { method: 'POST', body: form({ prompt: 'storm' }) })],
])('a remix by %s is the same video with other words', async (_, remix) => {
  await using shim = await startWithSource();
  const response = await remix(shim);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-flow2api-job-id')).toBe(jobId(1));
  expect(response.headers.get('x-flow2api-upstream')).toBe(null);
  expect(await response.json()).toMatchObject({
    ...{ id: videoId(1), status: 'queued', prompt: 'storm', remixed_from_video_id: videoId(SOURCE) },
    model: FRAMES_MODEL.id,
  });
  expect(shim.service.submitted[0]?.request).toMatchObject({
    ...{ model: FRAMES_MODEL.id, prompt: 'storm', aspectRatio: '9:16', seconds: 6, resolution: '1080p' },
    ...{ imageRole: 'frames', images: [{ file: 'first.png' }, { file: 'last.png' }] },
  });
  const later = await (await shim.get(`/v1/videos/${videoId(1)}`)).json();
  expect(later).toMatchObject({ remixed_from_video_id: videoId(SOURCE) });
});

test('references stay references, and what an older job did not note is left to the model', async () => {
  await using shim = await startWithSource();
  addVideo(shim, SOURCE, { mode: 'r2v', resolution: null, seconds: null });
  expect((await shim.post(ROUTE, { prompt: 'storm' })).status).toBe(200);
  const { request } = shim.service.submitted[0] ?? {};
  expect(request).toMatchObject({ imageRole: 'references' });
  expect([request?.resolution, request?.seconds]).toEqual([undefined, undefined]);
});

test('a remix has the pictures of its source, so a file is refused', async () => {
  await using shim = await startWithSource();
  const body = form({ prompt: 'storm' });
  body.append('input_reference', new Blob([Buffer.from([0x89])]), 'a.png');
  const response = await shim.get(ROUTE, { method: 'POST', body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_value', param: 'input_reference' } });
  expect([shim.service.keptPictures, shim.service.submitted]).toEqual([[], []]);
});

test('a video whose pictures are gone cannot be made again, and says so', async () => {
  await using shim = await startWithSource();
  shim.service.pictures.delete('last.png');
  const response = await shim.post(ROUTE, { prompt: 'storm' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: 'image_unreachable', param: 'id', message: expect.stringContaining('no longer kept') },
  });
  expect(shim.service.submitted).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no prompt', {}, 'missing_required_parameter'],
  ['an empty prompt', { prompt: ' ' }, 'missing_required_parameter'],
  ['a prompt that is no text', { prompt: ['storm'] }, 'invalid_value'],
])('%s is a 400', async (_, body, code) => {
  await using shim = await startWithSource();
  const response = await shim.post(ROUTE, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code, param: 'prompt' } });
});

test('remixes are the same call only for the same source and words', async () => {
  await using shim = await startWithSource();
  await shim.post(ROUTE, { prompt: 'storm', ignored: 1 });
  addVideo(shim, SOURCE, finishedVideo());
  await shim.post(ROUTE, { prompt: 'storm' });
  addVideo(shim, SOURCE, finishedVideo());
  await shim.post(ROUTE, { prompt: 'calm' });
  addVideo(shim, 8, finishedVideo());
  await shim.post(`/v1/videos/${videoId(8)}/remix`, { prompt: 'storm' });
  const prints = shim.service.calls.map(({ fingerprint }) => fingerprint);
  expect(prints[1]).toBe(prints[0]);
  expect(new Set(prints).size).toBe(3);
});
