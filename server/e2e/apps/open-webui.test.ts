import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatOf, type Stage, smallPng, startStage } from '../sdk/stage.ts';

// Requests as Open WebUI's routers/images.py and utils/middleware.py send them, and what those read of the answers.

const PICTURE = 'gemini-2.5-flash-image';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const decoded = (base64: string) => Buffer.from(base64, 'base64');

test('the OpenAI image engine posts a size or none and reads b64_json', async () => {
  for (const size of [{ size: '512x512' }, { size: 'auto' }, {}]) {
    const body = { model: PICTURE, prompt: 'a fox', n: 1, ...size, response_format: 'b64_json' };
    const response = await stage.service.post('/v1/images/generations', body);
    expect(response.status).toBe(200);
    const { data } = (await response.json()) as { data: { b64_json: string }[] };
    expect(await formatOf(decoded(data[0]?.b64_json ?? ''))).toBe('png');
  }
});

test('it may append ?api-version= and leaves response_format out for gpt-image names', async () => {
  const body = { model: 'gpt-image-1', prompt: 'a fox', n: 1, size: '1024x1024' };
  const response = await stage.service.post('/v1/images/generations?api-version=2025-04-01-preview', body);
  const { data } = (await response.json()) as { data: { b64_json: string }[] };
  expect(await formatOf(decoded(data[0]?.b64_json ?? ''))).toBe('png');
});

test('a picture by address has a type that begins with image/', async () => {
  const body = { model: PICTURE, prompt: 'a fox', n: 1, response_format: 'url' };
  const response = await stage.service.post('/v1/images/generations', body);
  const { data } = (await response.json()) as { data: { url: string }[] };
  const file = await fetch(data[0]?.url ?? '');
  expect(file.headers.get('content-type')).toBe('image/png');
});

test.each([['image'], ['image[]']])('an edit is a form with %s', async (field) => {
  const form = new FormData();
  form.set('model', PICTURE);
  form.set('prompt', 'make it night');
  form.set('n', '1');
  form.set('size', '1024x1024');
  form.set('response_format', 'b64_json');
  const file = new Blob([new Uint8Array(await smallPng())], { type: 'image/png' });
  form.append(field, file, 'image.png');
  if (field === 'image[]') form.append(field, file, 'second.png');
  const response = await stage.service.fetch('/v1/images/edits', { method: 'POST', body: form });
  const { data } = (await response.json()) as { data: { b64_json: string }[] };
  expect(await formatOf(decoded(data[0]?.b64_json ?? ''))).toBe('png');
});

test('the Gemini engine posts instances as an object to :predict', async () => {
  const body = {
    instances: { prompt: 'a fox' },
    parameters: { sampleCount: 2, outputOptions: { mimeType: 'image/png' } },
  };
  const response = await stage.service.post(`/v1beta/models/imagen-4.0-generate-001:predict`, body, googleKey());
  const { predictions } = (await response.json()) as { predictions: { bytesBase64Encoded: string }[] };
  expect(predictions).toHaveLength(2);
  expect(await formatOf(decoded(predictions[0]?.bytesBase64Encoded ?? ''))).toBe('png');
});

test('its other Gemini engine posts inline_data to :generateContent', async () => {
  const parts = [
    { text: 'make it night' },
    { inline_data: { mime_type: 'image/png', data: (await smallPng()).toString('base64') } },
  ];
  const body = { contents: [{ parts }] };
  const response = await stage.service.post(`/v1beta/models/${PICTURE}:generateContent`, body, googleKey());
  const answer = (await response.json()) as {
    candidates: { content: { parts: { inlineData?: { data: string } }[] } }[];
  };
  const inline = answer.candidates[0]?.content.parts.find((part) => part.inlineData !== undefined)?.inlineData;
  expect(await formatOf(decoded(inline?.data ?? ''))).toBe('png');
});

test('a streamed chat puts pictures into delta.images as PNG data URLs', async () => {
  const body = { model: PICTURE, stream: true, messages: [{ role: 'user', content: 'a fox' }] };
  const response = await stage.service.post('/v1/chat/completions', body);
  const urls: string[] = [];
  const parser = createParser({
    onEvent({ data }) {
      if (data === '[DONE]') return;
      const { choices } = JSON.parse(data) as { choices: { delta: { images?: { image_url: { url: string } }[] } }[] };
      urls.push(...(choices[0]?.delta.images ?? []).map(({ image_url }) => image_url.url));
    },
  });
  parser.feed(await response.text());
  expect(urls).toEqual([expect.stringMatching(/^data:image\/png;base64,/)]);
});

test('whatever is wrong, the status is not 2xx, which is all that it shows', async () => {
  const response = await stage.service.post('/v1/images/generations', {
    model: 'no-such-model',
    prompt: 'a fox',
    n: 1,
  });
  expect(response.status).toBe(404);
});

function googleKey(): RequestInit {
  return { headers: { 'x-goog-api-key': 'test-key-of-the-caller', authorization: '' } };
}
