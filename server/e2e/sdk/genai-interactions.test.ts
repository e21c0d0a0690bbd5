import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { GoogleGenAI as GoogleGenAI3, type GoogleGenAIInteraction as Interaction } from '@google/genai';
import { generateText, streamText } from 'ai';
import { GoogleGenAI as GoogleGenAI2 } from 'genai-2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeVideo } from '../../testing/decode.ts';
import { TEST_API_KEY } from '../../testing/service-process.ts';
import { formatOf, picturesUsed, type Stage, smallPng, startStage } from './stage.ts';

const PICTURE = 'gemini-3-pro-image-preview';
const VIDEO = 'gemini-omni-1.1-flash';
const REFUSED = 'x [[sandbox:unsafe-generation]]';
/** Words of its own each time: the same ones would be answered with the failure of before. */
const lost = () => `${randomUUID()} [[sandbox:lost-answer]]`;

let stage: Stage;
let png: { type: 'image'; mime_type: string; data: string };
beforeAll(async () => {
  stage = await startStage();
  png = { type: 'image', mime_type: 'image/png', data: (await smallPng()).toString('base64') };
});
afterAll(() => stage[Symbol.asyncDispose]());

let before = 0;
beforeEach(async () => {
  before = await stage.paidCalls();
});
const paid = async () => (await stage.paidCalls()) - before;

const bytesOf = (part: { data?: string | undefined } | undefined) => Buffer.from(part?.data ?? '', 'base64');

describe.each([
  ['@google/genai 2', GoogleGenAI2],
  ['@google/genai 3', GoogleGenAI3],
] as const)('%s', (_name, GoogleGenAI) => {
  const client = (apiKey = TEST_API_KEY) =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: stage.service.baseUrl } }) as GoogleGenAI3;

  /** Asks about an interaction until it has ended. */
  async function ended(id: string): Promise<Interaction> {
    let interaction: Interaction | undefined;
    await expect
      .poll(
        async () => {
          interaction = await client().interactions.get(id);
          return interaction.status;
        },
        { timeout: 15_000, interval: 200 },
      )
      .not.toBe('in_progress');
    return interaction as Interaction;
  }

  test('a picture comes at once, and its successor builds on it', async () => {
    const first = await client().interactions.create({
      model: PICTURE,
      input: 'a fox',
      response_format: { type: 'image', aspect_ratio: '1:1', mime_type: 'image/jpeg' },
    });
    expect(first).toMatchObject({ status: 'completed', usage: { total_output_tokens: 1290 } });
    expect(await formatOf(bytesOf(first.output_image))).toBe('jpeg');
    const second = await client().interactions.create({
      model: PICTURE,
      input: [{ type: 'text', text: 'at night' }],
      previous_interaction_id: first.id,
    });
    expect(await formatOf(bytesOf(second.output_image))).toBe('png');
    expect(second.previous_interaction_id).toBe(first.id);
    expect(picturesUsed(stage, 2)).toEqual([0, 1]);
    expect((await client().interactions.get(first.id)).steps).toEqual(first.steps);
    expect(await paid()).toBe(2);
  });

  test('a video is begun in the background, asked about and fetched', async () => {
    const { id, status } = await client().interactions.create({
      model: VIDEO,
      input: 'waves',
      background: true,
      response_format: { type: 'video', aspect_ratio: '16:9', duration: '8s', delivery: 'uri' },
      generation_config: { video_config: { task: 'text_to_video' } },
      ...{ store: true, webhook_config: { uris: ['https://hooks.example'] } }, // LobeHub sends both
    });
    expect(status).toBe('in_progress');
    const { output_video: video, usage } = await ended(id);
    expect(usage?.total_output_tokens).toBeGreaterThan(0);
    const name = /(?:^|\/)(files\/[^/:?#]+)/.exec(video?.uri ?? '')?.[1] ?? '';
    const file = await client().files.get({ name });
    expect(file).toMatchObject({ state: 'ACTIVE', mimeType: 'video/mp4' });
    const response = await fetch(file.downloadUri ?? '', { headers: { 'x-goog-api-key': TEST_API_KEY } });
    await decodeVideo(new Uint8Array(await response.arrayBuffer()));
    expect(await paid()).toBe(1);
  });

  test('a video is waited for, and comes as bytes where nothing else is asked for', async () => {
    const { output_video: video } = await client().interactions.create({ model: VIDEO, input: 'waves' });
    await decodeVideo(bytesOf(video));
    expect(video?.uri).toContain('/v1beta/files/');
  });

  test('pictures go along with every task that has some', async () => {
    const tasks = [
      ['image_to_video', [png]],
      ['reference_to_video', [png, png]],
    ] as const;
    for (const [task, pictures] of tasks) {
      const { id } = await client().interactions.create({
        model: VIDEO,
        input: [...pictures, { type: 'text', text: 'waves' }],
        background: true,
        generation_config: { video_config: { task } },
      });
      expect((await ended(id)).status).toBe('completed');
    }
    expect(picturesUsed(stage, 2)).toEqual([1, 2]);
  });

  test('a stream tells the result, and can be gone on with', async () => {
    const stream = await client().interactions.create({ model: PICTURE, input: 'a fox', stream: true });
    const events = await Array.fromAsync(stream);
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'interaction.created',
      'interaction.status_update',
      'step.start',
      'step.delta',
      'step.stop',
      'interaction.completed',
    ]);
    const [created, , , delta] = events;
    if (created?.event_type !== 'interaction.created' || delta?.event_type !== 'step.delta')
      throw new Error('no result');
    expect(await formatOf(bytesOf(delta.delta as { data: string }))).toBe('png');
    const { id } = created.interaction;
    const rest = await client().interactions.get(id, { stream: true, last_event_id: '4' });
    expect(await Array.fromAsync(rest)).toEqual(events.slice(4));
    expect(await paid()).toBe(1);
  });

  test('a failure that may have been paid for is told in the interaction, and nobody asks twice', async () => {
    for (const input of [REFUSED, lost()]) {
      const interaction = await client().interactions.create({ model: PICTURE, input });
      expect(interaction.status).toBe('failed');
      const step = interaction.steps?.find(({ type }) => type === 'model_output');
      expect(step).toMatchObject({ error: { message: expect.any(String) } });
    }
    expect(await paid()).toBe(2);
  });

  test('the SDK sends a create again whose connection broke, and it is not paid for twice', async () => {
    await using line = await startLine(stage.service.baseUrl);
    const ai = new GoogleGenAI({ apiKey: TEST_API_KEY, httpOptions: { baseUrl: line.url } }) as GoogleGenAI3;
    const creating = ai.interactions.create({ model: VIDEO, input: 'waves [[sandbox:slow]]' });
    await expect.poll(paid).toBe(1);
    line.cut();
    expect((await creating).status).toBe('completed');
    expect(line.connections()).toBeGreaterThan(1);
    expect(await paid()).toBe(1);
  });

  test('what cannot be done is refused at once, in words', async () => {
    const ask = { model: VIDEO, input: 'waves' } as const;
    const refusals = [
      [{ ...ask, generation_config: { video_config: { task: 'extend' } } }, 'no model here goes on from a video'],
      [
        { ...ask, response_format: { type: 'video', aspect_ratio: '1:1' } },
        'the aspect ratio 1:1; it offers 16:9, 9:16',
      ],
      [{ agent: 'deep-research-pro-preview-12-2025', input: 'x' }, 'Name a model'],
    ] as const;
    for (const [body, words] of refusals) {
      const created = client().interactions.create(body as never);
      await expect(created).rejects.toThrow(words);
    }
    await expect(client('wrong').interactions.create(ask)).rejects.toThrow('400 The API key is not known');
    await expect(client().interactions.get('v1_nothing')).rejects.toThrow('There is no interaction');
    expect(await paid()).toBe(0);
  });

  test('one that has ended is deleted, and one that runs can not be cancelled', async () => {
    const { id } = await client().interactions.create({ model: PICTURE, input: 'a fox' });
    await expect(client().interactions.cancel(id)).rejects.toThrow('can no longer be cancelled');
    await client().interactions.delete(id);
    await expect(client().interactions.get(id)).rejects.toThrow('There is no interaction');
  });
});

/** A line to the service that can be cut. */
async function startLine(target: string) {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((caller) => {
    connections += 1;
    const service = connect(Number(port), hostname);
    for (const socket of [caller, service]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    caller.pipe(service).pipe(caller);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
    },
  };
}

describe('AI SDK', () => {
  const google = () => createGoogleGenerativeAI({ apiKey: TEST_API_KEY, baseURL: `${stage.service.baseUrl}/v1beta` });

  test('an interaction makes files, whole and streamed', async () => {
    const whole = await generateText({ model: google().interactions(PICTURE), prompt: 'a fox' });
    expect(whole.finishReason).toBe('stop');
    expect(await formatOf(whole.files[0]?.uint8Array ?? new Uint8Array())).toBe('png');
    const streamed = streamText({ model: google().interactions(PICTURE), prompt: 'a fox' });
    expect(await formatOf((await streamed.files)[0]?.uint8Array ?? new Uint8Array())).toBe('png');
    expect(await streamed.finishReason).toBe('stop');
    expect(await paid()).toBe(2);
  });

  test('a conversation goes on with the picture that was made', async () => {
    const model = google().interactions(PICTURE);
    const first = await generateText({ model, prompt: 'a fox' });
    const messages = [
      { role: 'user' as const, content: 'a fox' },
      ...first.response.messages,
      { role: 'user' as const, content: 'at night' },
    ];
    await generateText({ model, messages });
    expect(picturesUsed(stage, 2)).toEqual([0, 1]);
  });

  test('a failure is a finish reason, and nobody asks twice', async () => {
    const { finishReason, files } = await generateText({ model: google().interactions(PICTURE), prompt: REFUSED });
    expect([finishReason, files]).toEqual(['error', []]);
    expect(await paid()).toBe(1);
  });
});
