import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoogleGenAI as GoogleGenAI3 } from '@google/genai';
import { GoogleGenAI as GoogleGenAI1, GenerateVideosOperation as Operation1 } from 'genai-1';
import {
  GoogleGenAI as GoogleGenAI2,
  GenerateVideosOperation as Operation2,
  VideoGenerationReferenceType,
} from 'genai-2';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeVideo } from '../../testing/decode.ts';
import { TEST_API_KEY } from '../../testing/service-process.ts';
import { picturesUsed, type Stage, smallPng, startStage } from './stage.ts';

const MODEL = 'veo-3.1-fast-generate-preview';
const REFUSED = 'x [[sandbox:unsafe-generation]]';
const FAILING = 'x [[sandbox:async-internal]]';

let stage: Stage;
let folder: string;
let image: { imageBytes: string; mimeType: string };
beforeAll(async () => {
  stage = await startStage();
  folder = await mkdtemp(join(tmpdir(), 'flow2api-genai-'));
  image = { imageBytes: (await smallPng()).toString('base64'), mimeType: 'image/png' };
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let before = 0;
beforeEach(async () => {
  before = await stage.paidCalls();
});
const paid = async () => (await stage.paidCalls()) - before;

type Client = GoogleGenAI2;
type Order = Omit<Parameters<Client['models']['generateVideos']>[0], 'model'>;

/** Asks for a video and about it until it is done, as the SDK's own examples do. */
async function made(client: Client, order: Order) {
  let operation = await client.models.generateVideos({ model: MODEL, ...order });
  expect(operation.name).toContain('/operations/');
  await expect
    .poll(
      async () => {
        operation = await client.operations.getVideosOperation({ operation });
        return operation.done;
      },
      { timeout: 15_000, interval: 200 },
    )
    .toBe(true);
  return operation;
}

async function failureOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const failure = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(failure).toMatchObject({ name: 'ApiError' });
  return failure as { status: number; message: string };
}

describe.each([
  ['@google/genai 1', GoogleGenAI1, Operation1],
  ['@google/genai 2', GoogleGenAI2, Operation2],
] as const)('%s', (name, GoogleGenAI, Operation) => {
  const client = (apiKey = TEST_API_KEY) =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: stage.service.baseUrl } }) as Client;

  test('a video from words is made, asked about and downloaded', async () => {
    const { response } = await made(client(), {
      prompt: 'waves',
      config: {
        aspectRatio: '9:16',
        durationSeconds: 8,
        resolution: '720p',
        negativePrompt: 'rain',
        numberOfVideos: 1,
      },
    });
    const video = response?.generatedVideos?.[0]?.video;
    expect(video).toMatchObject({
      uri: expect.stringMatching(/\/v1beta\/files\/[a-z0-9]+:download\?alt=media$/),
      mimeType: 'video/mp4',
    });
    const downloadPath = join(folder, `${name.at(-1)}.mp4`);
    await client().files.download({ file: video ?? '', downloadPath });
    const { width, height } = await decodeVideo(await readFile(downloadPath));
    expect(height).toBeGreaterThan(width);
    expect(await paid()).toBe(1);
  });

  test('its frames and references go along', async () => {
    await made(client(), { prompt: 'waves', image });
    await made(client(), { prompt: 'waves', image, config: { lastFrame: image } });
    const referenceImages = [{ image, referenceType: VideoGenerationReferenceType.ASSET }, { image }, { image }];
    await made(client(), { prompt: 'waves', config: { referenceImages } });
    expect(picturesUsed(stage, 3)).toEqual([1, 2, 3]);
    expect(await paid()).toBe(3);
  });

  test('several videos are one operation', async () => {
    const { response } = await made(client(), { prompt: 'waves', config: { numberOfVideos: 3 } });
    const uris = response?.generatedVideos?.map(({ video }) => video?.uri);
    expect(new Set(uris).size).toBe(3);
    expect(await paid()).toBe(3);
  });

  test('an operation is found by its name alone, as programs do that keep nothing else', async () => {
    const operation = new Operation() as Awaited<ReturnType<typeof made>>;
    operation.name = (await made(client(), { prompt: 'waves' })).name ?? '';
    expect(await client().operations.getVideosOperation({ operation })).toMatchObject({
      done: true,
      name: operation.name,
    });
  });

  test('refused content, failed work and wrong fields are told apart', async () => {
    const refused = await made(client(), { prompt: REFUSED });
    expect(refused.error).toBeUndefined();
    expect(refused.response).toMatchObject({ raiMediaFilteredCount: 1, raiMediaFilteredReasons: [expect.any(String)] });
    const failing = await made(client(), { prompt: FAILING });
    expect(failing.error).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
    const wrong = await failureOf(made(client(), { prompt: 'x', config: { aspectRatio: '5:4' } }));
    expect(wrong.status).toBe(400);
    expect(wrong.message).toContain('parameters.aspectRatio');
    const film = await failureOf(made(client(), { prompt: 'x', video: { uri: 'https://films.example/a.mp4' } }));
    expect(film.message).toContain('extends or changes');
    expect((await failureOf(made(client('wrong'), { prompt: 'x' }))).message).toContain('API_KEY_INVALID');
    const operation = new Operation() as Awaited<ReturnType<typeof made>>;
    operation.name = `models/${MODEL}/operations/0123`;
    expect((await failureOf(client().operations.getVideosOperation({ operation }))).status).toBe(404);
  });

  test('a picture that was uploaded is a first frame, and what a picture is made from', async () => {
    const path = join(folder, 'frame.png');
    await writeFile(path, await smallPng());
    const file = await client().files.upload({ file: path, config: { mimeType: 'image/png', displayName: 'a frame' } });
    expect(file).toMatchObject({
      mimeType: 'image/png',
      state: 'ACTIVE',
      uri: expect.stringContaining('/v1beta/files/'),
    });
    expect(await client().files.get({ name: file.name ?? '' })).toMatchObject({ name: file.name, state: 'ACTIVE' });
    await stage.service.post(`/v1beta/models/${MODEL}:predictLongRunning`, {
      instances: [{ prompt: 'waves', image: { uri: file.uri } }],
    });
    const answer = await client().models.generateContent({
      model: 'gemini-2.5-flash-image',
      contents: ['at night', { fileData: { fileUri: file.uri ?? '', mimeType: file.mimeType ?? '' } }],
    });
    expect(answer.candidates?.[0]?.finishReason).toBe('STOP');
    expect(picturesUsed(stage, 2)).toEqual([1, 1]);
  });

  test('a picture of many pieces is uploaded whole, and what is no picture is refused', async () => {
    const large = await noise();
    expect(large.length).toBeGreaterThan(8 * 1024 * 1024); // of which the SDK makes a piece
    const file = await client().files.upload({
      file: new Blob([new Uint8Array(large)]),
      config: { mimeType: 'image/png' },
    });
    expect(file.sizeBytes).toBe(String(large.length));
    const downloadPath = join(folder, 'large.png');
    await client().files.download({ file, downloadPath });
    expect(large.equals(await readFile(downloadPath))).toBe(true);
    const text = client().files.upload({ file: new Blob(['text']), config: { mimeType: 'text/plain' } });
    expect((await failureOf(text)).message).toContain('Only pictures');
  });
});

/** A PNG that does not shrink. */
function noise(): Promise<Buffer> {
  const gaussian = { type: 'gaussian', mean: 128, sigma: 80 } as const;
  return sharp({ create: { width: 2000, height: 1600, channels: 3, background: '#000', noise: gaussian } })
    .png()
    .toBuffer();
}

describe.each([
  ['@google/genai 1', GoogleGenAI1],
  ['@google/genai 2', GoogleGenAI2],
  ['@google/genai 3', GoogleGenAI3],
] as const)('%s in Express mode of Vertex AI', (name, GoogleGenAI) => {
  const httpOptions = () => ({ baseUrl: stage.service.baseUrl });
  const client = () =>
    new GoogleGenAI({ vertexai: true, apiKey: TEST_API_KEY, httpOptions: httpOptions() }) as unknown as Client;

  test('a video comes as bytes in the operation', async () => {
    const { response } = await made(client(), {
      prompt: 'waves',
      image,
      config: { seed: 3, generateAudio: true, fps: 24, numberOfVideos: 2 },
    });
    expect(response?.generatedVideos).toHaveLength(2);
    const [generated] = response?.generatedVideos ?? [];
    expect(generated?.video?.mimeType).toBe('video/mp4');
    await decodeVideo(Buffer.from(generated?.video?.videoBytes ?? '', 'base64'));
    const downloadPath = join(folder, `vertex-${name.at(-1)}.mp4`);
    await client().files.download({ file: generated ?? '', downloadPath });
    await decodeVideo(await readFile(downloadPath));
    expect(await paid()).toBe(2);
  });

  test('refused content is told in the operation', async () => {
    const { response, error } = await made(client(), { prompt: REFUSED });
    expect(error).toBeUndefined();
    expect(response?.raiMediaFilteredReasons).toEqual([expect.any(String)]);
  });
});
