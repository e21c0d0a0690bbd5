import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TEST_API_KEY } from '../../testing/service-process.ts';
import { formatOf, type Stage, smallPng, startStage } from '../sdk/stage.ts';

// New API and One API stand between callers and us: what their adaptors forward, and the Go structs that they read into.

const PICTURE = 'gemini-2.5-flash-image';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** An `int64` and a `string` of Go: a float, or a number for a text, fails the whole answer. */
const int64 = z.int();
const openaiVideo = z.object({
  id: z.string(),
  object: z.literal('video'),
  model: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  progress: int64,
  created_at: int64,
  completed_at: int64.nullish(),
  expires_at: int64.nullish(),
  seconds: z.string(),
  size: z.string(),
  remixed_from_video_id: z.string().nullish(),
  error: z.object({ code: z.string(), message: z.string() }).nullish(),
});
const imageResponse = z.object({
  created: int64,
  data: z.array(z.object({ url: z.string().optional(), b64_json: z.string().optional() })).min(1),
  usage: z.object({ total_tokens: int64, input_tokens: int64, output_tokens: int64 }).optional(),
});

describe('New API', () => {
  test('images pass through, and an edit comes with the type by its ending', async () => {
    const generated = await stage.service.post('/v1/images/generations', {
      ...{ model: PICTURE, prompt: 'a fox', n: 1, size: '1024x1024', quality: 'standard' },
      ...{ response_format: 'url', user: 'user-1' },
    });
    expect(imageResponse.parse(await generated.json()).data[0]?.url).toContain('/files/');
    const form = new FormData();
    form.append('model', PICTURE);
    form.append('prompt', 'make it night');
    form.append('image[]', new Blob([new Uint8Array(await smallPng())], { type: 'image/jpeg' }), 'wrong-ending.jpg');
    const edited = await stage.service.fetch('/v1/images/edits', { method: 'POST', body: form });
    const { data } = imageResponse.parse(await edited.json());
    expect(await formatOf(Buffer.from(data[0]?.b64_json ?? '', 'base64'))).toBe('png');
  });

  test('its video channel rebuilds the form, polls, streams a range of the content, and remixes', async () => {
    const form = new FormData();
    for (const [key, value] of Object.entries({
      model: 'veo-3.1-fast',
      prompt: 'waves',
      seconds: '8',
      size: '1280x720',
    }))
      form.append(key, value);
    form.append(
      'input_reference',
      new Blob([new Uint8Array(await smallPng())], { type: 'application/octet-stream' }),
      'blob',
    );
    const created = await stage.service.fetch('/v1/videos', { method: 'POST', body: form });
    const { id } = openaiVideo.parse(await created.json());
    const poll = async () => openaiVideo.parse(await (await stage.service.fetch(`/v1/videos/${id}`)).json());
    await expect.poll(async () => (await poll()).status, { timeout: 10_000 }).toBe('completed');
    const part = await stage.service.fetch(`/v1/videos/${id}/content`, { headers: { range: 'bytes=0-99' } });
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100]);
    const remixed = await stage.service.post(`/v1/videos/${id}/remix`, { prompt: 'waves at night' });
    expect(openaiVideo.parse(await remixed.json())).toMatchObject({ remixed_from_video_id: id });
  });

  test('its Gemini channel starts videos with :predictLongRunning', async () => {
    const response = await fetch(
      `${stage.service.baseUrl}/v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning`,
      {
        method: 'POST',
        headers: { 'x-goog-api-key': TEST_API_KEY, 'content-type': 'application/json' },
        body: JSON.stringify({
          instances: [{ prompt: 'waves' }],
          parameters: { aspectRatio: '9:16', durationSeconds: 8, resolution: '720p', personGeneration: 'allow_all' },
        }),
      },
    );
    expect(await response.json()).toMatchObject({ name: expect.stringContaining('/operations/') });
  });

  test('its test of a channel is a chat', async () => {
    const body = { model: PICTURE, messages: [{ role: 'user', content: 'hi' }], max_tokens: 16, stream: false };
    const answer = (await (await stage.service.post('/v1/chat/completions', body)).json()) as {
      usage: { prompt_tokens: number; completion_tokens: number };
    };
    expect(answer.usage.completion_tokens).toBeGreaterThan(0);
  });
});

describe('One API', () => {
  test('images are generated with its default size', async () => {
    const body = { model: 'dall-e-3', prompt: 'a fox', n: 1, size: '1024x1024', response_format: 'b64_json' };
    const response = await stage.service.post('/v1/images/generations', body);
    expect(imageResponse.parse(await response.json()).data).toHaveLength(1);
  });

  test('a stream is forced to tell its usage, and every other chunk says that it does not', async () => {
    const body = {
      ...{ model: PICTURE, stream: true, stream_options: { include_usage: true } },
      messages: [{ role: 'user', content: 'a fox' }],
    };
    const text = await (await stage.service.post('/v1/chat/completions', body)).text();
    const chunks = text
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)) as { choices: unknown[]; usage: { total_tokens: number } | null });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });
});
