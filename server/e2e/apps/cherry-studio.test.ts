import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { formatOf, type Stage, smallPng, startStage } from '../sdk/stage.ts';

// Requests as Cherry Studio sends them (NewApiPage.tsx; its patched @ai-sdk/*), and what it reads of the answers.

const PICTURE = 'gemini-2.5-flash-image';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** One item of another form fails its whole answer. */
const strictImages = z.array(
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }), index: z.number().optional() }),
);

test('the paintings page posts its form fields as JSON and reads b64_json or url', async () => {
  const body = { model: PICTURE, prompt: 'a fox', n: 1, quality: 'auto', moderation: 'auto', background: 'auto' };
  const response = await stage.service.post('/v1/images/generations', body);
  const { data } = (await response.json()) as { data: { b64_json?: string; url?: string }[] };
  expect(data[0]?.b64_json ?? data[0]?.url).toBeTruthy();
});

test('an edit repeats the field image', async () => {
  const form = new FormData();
  form.append('model', PICTURE);
  form.append('prompt', 'make it night');
  for (const name of ['a.png', 'b.png']) form.append('image', new Blob([new Uint8Array(await smallPng())]), name);
  const response = await stage.service.fetch('/v1/images/edits', { method: 'POST', body: form });
  const { data } = (await response.json()) as { data: { b64_json: string }[] };
  expect(await formatOf(Buffer.from(data[0]?.b64_json ?? '', 'base64'))).toBe('png');
});

test('message.images and delta.images hold nothing but what its strict parser takes', async () => {
  const body = { model: PICTURE, messages: [{ role: 'user', content: 'a fox' }] };
  const whole = (await (await stage.service.post('/v1/chat/completions', body)).json()) as {
    choices: { message: { images: unknown } }[];
  };
  expect(strictImages.parse(whole.choices[0]?.message.images)).toHaveLength(1);
  const stream = await stage.service.post('/v1/chat/completions', { ...body, stream: true });
  const deltas = (await stream.text())
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as { choices: { delta: { images?: unknown } }[] });
  const images = deltas.flatMap(({ choices }) =>
    choices[0]?.delta.images === undefined ? [] : [choices[0].delta.images],
  );
  expect(images.map((list) => strictImages.parse(list).length)).toEqual([1]);
});

test('its video transport posts the picture as a bare string and reads the bytes from /content', async () => {
  const reference = `data:image/png;base64,${(await smallPng()).toString('base64')}`;
  const body = { model: 'veo-3.1-fast', prompt: 'waves', size: '1280x720', seconds: '8', input_reference: reference };
  const { id } = (await (await stage.service.post('/v1/videos', body)).json()) as { id: string };
  const state = async () => (await (await stage.service.fetch(`/v1/videos/${id}`)).json()) as { status: string };
  await expect.poll(state, { timeout: 10_000 }).toMatchObject({ status: 'completed' });
  const content = await stage.service.fetch(`/v1/videos/${id}/content`);
  expect(content.headers.get('content-type')).toBe('video/mp4');
  expect(Number(content.headers.get('content-length'))).toBe((await content.arrayBuffer()).byteLength);
});

test('every header of an answer is Latin-1', async () => {
  const body = { model: PICTURE, messages: [{ role: 'user', content: 'ein Fuchs, 狐狸' }] };
  const response = await stage.service.post('/v1/chat/completions', body);
  for (const [, value] of response.headers) expect(value).toMatch(/^[\u0020-\u00ff]*$/);
});
