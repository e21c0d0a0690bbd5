import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_API_KEY } from '../../testing/service-process.ts';
import { formatOf, type Stage, smallPng, startStage } from '../sdk/stage.ts';

// Requests as LobeHub's openaiCompatibleFactory and google provider send them, and what those read of the answers.

const PICTURE = 'gemini-2.5-flash-image';
const VIDEO = 'veo_3_1_t2v_fast';

let stage: Stage;
let client: OpenAI;
beforeAll(async () => {
  stage = await startStage();
  client = new OpenAI({ baseURL: `${stage.service.baseUrl}/v1`, apiKey: TEST_API_KEY });
});
afterAll(() => stage[Symbol.asyncDispose]());

test('createImage without a size takes the first b64_json, which it labels as PNG', async () => {
  const { data } = await client.images.generate({ model: PICTURE, prompt: 'a fox', n: 1 });
  expect(await formatOf(Buffer.from(data?.[0]?.b64_json ?? '', 'base64'))).toBe('png');
});

test('an :image model is a chat that is not streamed, whose message has images', async () => {
  const completion = await client.chat.completions.create({
    model: PICTURE,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'a fox' }] }],
    stream: false,
  });
  const message = completion.choices[0]?.message as unknown as { images: { image_url: { url: string } }[] };
  expect(message.images[0]?.image_url.url).toMatch(/^data:image\/png;base64,/);
});

test('a streamed chat has text, pictures and its end in deltas of their own', async () => {
  const stream = await client.chat.completions.create({
    model: PICTURE,
    messages: [{ role: 'user', content: 'a fox' }],
    stream: true,
    stream_options: { include_usage: true },
  });
  let usage = 0;
  for await (const { choices, usage: told } of stream) {
    usage += told?.total_tokens ?? 0;
    const [choice] = choices;
    if (choice === undefined) continue;
    const delta = choice.delta as Record<string, unknown>;
    const said = ['content', 'images', 'reasoning_content'].filter(
      (key) => delta[key] !== undefined && delta[key] !== '',
    );
    expect(said.length + (choice.finish_reason === null ? 0 : 1)).toBeLessThanOrEqual(1);
  }
  expect(usage).toBeGreaterThan(0);
});

interface Video {
  id: string;
  status: string;
  progress: number;
  seconds: string;
  url?: string;
}

test.each<[string, (url: string) => object]>([
  ['an object', (url) => ({ input_reference: { image_url: url } })],
  ['a bare address', (url) => ({ input_reference: url })],
])('createVideo posts JSON with the picture as %s, polls known words, and fetches the content', async (_, picture) => {
  const url = `data:image/png;base64,${(await smallPng()).toString('base64')}`;
  const body = { model: 'veo-3.1-fast', prompt: 'waves', seconds: '8', size: '1280x720', ...picture(url) };
  const created = await stage.service.post('/v1/videos', body);
  const video = (await created.json()) as Video;
  expect(video).toMatchObject({
    object: 'video',
    seconds: '8',
    status: expect.stringMatching(/^(queued|in_progress)$/),
  });
  const poll = async () => (await (await stage.service.fetch(`/v1/videos/${video.id}`)).json()) as Video;
  await expect
    .poll(
      async () => {
        const { status, progress } = await poll();
        expect(['queued', 'in_progress', 'completed']).toContain(status);
        expect(Number.isInteger(progress)).toBe(true);
        return status;
      },
      { timeout: 10_000 },
    )
    .toBe('completed');
  // It prefers `url` and sends its key along.
  const { url: direct } = await poll();
  const address = direct ?? `${stage.service.baseUrl}/v1/videos/${video.id}/content`;
  const content = await fetch(address, { headers: { authorization: `Bearer ${TEST_API_KEY}` } });
  expect(content.headers.get('content-type')).toBe('video/mp4');
  expect(Buffer.from((await content.arrayBuffer()).slice(4, 8)).toString()).toBe('ftyp');
});

test('the Google provider needs /operations/ in the name, and fetches the file with its header', async () => {
  const key = { 'x-goog-api-key': TEST_API_KEY };
  const post = await fetch(`${stage.service.baseUrl}/v1beta/models/${VIDEO}:predictLongRunning`, {
    method: 'POST',
    headers: { ...key, 'content-type': 'application/json' },
    body: JSON.stringify({ instances: [{ prompt: 'waves' }], parameters: { aspectRatio: '16:9' } }),
  });
  const { name } = (await post.json()) as { name: string };
  expect(name).toContain('/operations/');
  interface Operation {
    done?: boolean;
    response?: { generateVideoResponse: { generatedSamples: { video: { uri: string } }[] } };
  }
  const poll = async () =>
    (await (await fetch(`${stage.service.baseUrl}/v1beta/${name}`, { headers: key })).json()) as Operation;
  await expect.poll(async () => (await poll()).done, { timeout: 10_000 }).toBe(true);
  const uri = (await poll()).response?.generateVideoResponse.generatedSamples[0]?.video.uri ?? '';
  const file = await fetch(uri, { headers: key });
  expect(file.headers.get('content-type')).toBe('video/mp4');
});

test('a bad key on the Gemini surface is 400 with the reason API_KEY_INVALID', async () => {
  const response = await fetch(`${stage.service.baseUrl}/v1beta/models/${PICTURE}:generateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'wrong', 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'a fox' }] }] }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { status: 'INVALID_ARGUMENT', details: [expect.objectContaining({ reason: 'API_KEY_INVALID' })] },
  });
});

test('its New API provider asks for prices that nobody has, and reads what kinds of endpoint a model has', async () => {
  expect((await stage.service.fetch('/api/pricing')).status).toBe(404);
  const { data } = (await (await stage.service.fetch('/v1/models')).json()) as {
    data: { id: string; supported_endpoint_types: string[] }[];
  };
  const kinds = new Map(data.map(({ id, supported_endpoint_types }) => [id, supported_endpoint_types]));
  expect(kinds.get(PICTURE)).toContain('image-generation');
  expect(kinds.get(VIDEO)).toContain('openai-video');
});
