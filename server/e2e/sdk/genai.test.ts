import { randomUUID } from 'node:crypto';
import { GoogleGenAI as GoogleGenAI3 } from '@google/genai';
import { GoogleGenAI as GoogleGenAI1 } from 'genai-1';
import { GoogleGenAI as GoogleGenAI2 } from 'genai-2';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TEST_API_KEY } from '../../testing/service-process.ts';
import { formatOf, picturesUsed, type Stage, smallPng, startStage } from './stage.ts';

const PICTURE = 'gemini-2.5-flash-image';
const VIDEO = 'veo_3_1_t2v_fast';
const REFUSED = 'x [[sandbox:unsafe-generation]]';
/** Words of its own each time: the same ones would be answered with the failure of before. */
const lost = () => `${randomUUID()} [[sandbox:lost-answer]]`;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

let before = 0;
beforeEach(async () => {
  before = await stage.paidCalls();
});
const paid = async () => (await stage.paidCalls()) - before;

interface Part {
  text?: string;
  inlineData?: { mimeType?: string; data?: string };
}

interface Content {
  candidates?: { content?: { parts?: Part[] }; finishReason?: string; finishMessage?: string }[];
}

/** The picture in an answer; empty when it has none. */
function pictureIn({ candidates }: Content): Buffer {
  const parts = candidates?.[0]?.content?.parts ?? [];
  return Buffer.from(parts.find(({ inlineData }) => inlineData !== undefined)?.inlineData?.data ?? '', 'base64');
}

/** What a call fails of; fails itself when it does not. */
async function failureOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const failure = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(failure).toMatchObject({ name: 'ApiError' });
  return failure as { status: number; message: string };
}

async function chunksOf<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of await stream) chunks.push(chunk);
  return chunks;
}

describe.each([
  ['@google/genai 1', GoogleGenAI1],
  ['@google/genai 2', GoogleGenAI2],
  ['@google/genai 3', GoogleGenAI3],
] as const)('%s', (_name, GoogleGenAI) => {
  const client = (apiKey = TEST_API_KEY) =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: stage.service.baseUrl } }) as GoogleGenAI3;
  /** Express mode of Vertex AI: a key and no project. */
  const vertex = () =>
    new GoogleGenAI({
      vertexai: true,
      apiKey: TEST_API_KEY,
      httpOptions: { baseUrl: stage.service.baseUrl },
    }) as GoogleGenAI3;

  test('models are listed page by page, and found by name', async () => {
    const names: (string | undefined)[] = [];
    for await (const model of await client().models.list({ config: { pageSize: 40 } })) names.push(model.name);
    const all = (await (await stage.service.fetch('/v1/models')).json()) as { data: { id: string }[] };
    expect(names).toEqual(all.data.map(({ id }) => `models/${id}`));
    expect(names.length).toBeGreaterThan(80);
    const model = await client().models.get({ model: PICTURE });
    expect(model).toMatchObject({ name: `models/${PICTURE}`, displayName: PICTURE });
    expect(model.supportedActions).toContain('generateContent');
    expect(await client().models.get({ model: VIDEO })).toMatchObject({
      supportedActions: expect.arrayContaining(['predictLongRunning']),
    });
    expect(await paid()).toBe(0);
  });

  test('generateContent brings a picture of the shape that is asked for', async () => {
    const answer = await client().models.generateContent({
      model: PICTURE,
      contents: 'a fox',
      config: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '9:16' }, seed: 5 },
    });
    const { format, width, height } = await sharp(pictureIn(answer)).metadata();
    expect(format).toBe('png');
    expect(height).toBeGreaterThan(width);
    expect(answer.candidates?.[0]?.finishReason).toBe('STOP');
    expect(answer.usageMetadata).toMatchObject({
      promptTokenCount: 2,
      candidatesTokenCount: 1290,
      totalTokenCount: 1292,
    });
    expect(answer.modelVersion).toMatch(/^gemini-2\.5-flash-image/);
    expect(answer.responseId).not.toBe('');
    expect(await paid()).toBe(1);
  });

  test('pictures go along as bytes and by an address of ours', async () => {
    const first = await client().models.generateContent({ model: PICTURE, contents: 'a fox' });
    const link = await stage.service.post('/v1/images/generations', {
      model: PICTURE,
      prompt: 'x',
      response_format: 'url',
    });
    const { data } = (await link.json()) as { data: { url: string }[] };
    const answer = await client().models.generateContent({
      model: PICTURE,
      contents: [
        'all of these',
        { inlineData: { mimeType: 'image/png', data: pictureIn(first).toString('base64') } },
        { inlineData: { mimeType: 'image/png', data: (await smallPng()).toString('base64') } },
        { fileData: { mimeType: 'image/png', fileUri: data[0]?.url ?? '' } },
      ],
    });
    expect(await formatOf(pictureIn(answer))).toBe('png');
    expect(await paid()).toBe(3);
  });

  test('a stream begins with nothing, ends with the picture, and tells thoughts to who asks for them', async () => {
    const config = { thinkingConfig: { includeThoughts: true } };
    const chunks = await chunksOf(client().models.generateContentStream({ model: PICTURE, contents: 'a fox', config }));
    expect(chunks[0]?.text).toBe('');
    expect(await formatOf(pictureIn(chunks.at(-1) ?? {}))).toBe('png');
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
    const thoughts = chunks
      .flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
      .filter(({ thought }) => thought);
    expect(thoughts.length).toBeGreaterThan(0);
    expect(await paid()).toBe(1);
  });

  test('a chat goes on with the picture that it made, whole and streamed', async () => {
    const chat = client().chats.create({ model: PICTURE });
    const first = pictureIn(await chat.sendMessage({ message: 'a fox' }));
    const second = await chat.sendMessage({ message: 'at night' });
    expect(chat.getHistory(true)).toHaveLength(4);
    const third = await chunksOf(chat.sendMessageStream({ message: 'in the rain' }));
    for (const picture of [first, pictureIn(second), pictureIn(third.at(-1) ?? {})])
      expect(await formatOf(picture)).toBe('png');
    expect(chat.getHistory(true).length).toBeGreaterThan(5);
    expect(picturesUsed(stage, 3)).toEqual([0, 1, 1]);
    expect(await paid()).toBe(3);
  });

  test('tokens are counted', async () => {
    expect(await client().models.countTokens({ model: PICTURE, contents: '12345678' })).toMatchObject({
      totalTokens: 2,
    });
    expect(await paid()).toBe(0);
  });

  test('a bad key, an unknown model and a wrong field are told apart by status and reason', async () => {
    const ask = { model: PICTURE, contents: 'a fox' };
    const key = await failureOf(client('wrong').models.generateContent(ask));
    expect(key.status).toBe(400);
    expect(JSON.parse(key.message)).toMatchObject({ error: { status: 'INVALID_ARGUMENT' } });
    expect(key.message).toContain('API_KEY_INVALID');
    const model = await failureOf(client().models.generateContent({ ...ask, model: 'gemini-2.5-flash-imagee' }));
    expect(model.status).toBe(404);
    expect(model.message).toContain(PICTURE);
    const field = await failureOf(
      client().models.generateContent({ ...ask, config: { imageConfig: { aspectRatio: '7:1' } } }),
    );
    expect(field.status).toBe(400);
    expect(field.message).toContain('generationConfig.imageConfig.aspectRatio');
    const film = await failureOf(chunksOf(client().models.generateContentStream({ ...ask, model: VIDEO })));
    expect(film.status).toBe(400);
    expect(film.message).toContain(`models/${VIDEO}:predictLongRunning`);
    const method = await failureOf(client().models.embedContent({ model: PICTURE, contents: 'a fox' }));
    expect(method.status).toBe(404);
    expect(method.message).toMatch(/There is no method '\w*[eE]mbedContents?' here/);
    expect(await paid()).toBe(0);
  });

  test('refused content is an answer without a picture, and nobody asks twice', async () => {
    const answer = await client().models.generateContent({ model: PICTURE, contents: REFUSED });
    expect(answer.candidates?.[0]).toMatchObject({ finishReason: 'IMAGE_SAFETY' });
    expect(answer.promptFeedback?.blockReason).toBe('IMAGE_SAFETY');
    expect(answer.candidates?.[0]?.content).toBeUndefined();
    const chunks = await chunksOf(client().models.generateContentStream({ model: PICTURE, contents: REFUSED }));
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('IMAGE_SAFETY');
    expect(await paid()).toBe(2);
  });

  test('a failure that may have been paid for is told, and not repeated', async () => {
    const whole = await failureOf(client().models.generateContent({ model: PICTURE, contents: lost() }));
    expect(whole.status).toBe(500);
    const stream = chunksOf(client().models.generateContentStream({ model: PICTURE, contents: lost() }));
    if (GoogleGenAI === GoogleGenAI1) {
      // This one passes over errors in a stream: the result that ends it tells of them.
      const last = (await stream).at(-1);
      expect(last?.candidates?.[0]?.finishReason).toBe('OTHER');
      expect(last?.text).toContain('was lost on its way');
    } else {
      expect((await failureOf(stream)).status).toBe(500);
    }
    expect(await paid()).toBe(2);
  });

  test('Express mode of Vertex AI lists, finds, makes and counts', async () => {
    const [model] = (await vertex().models.list({ config: { pageSize: 1 } })).page;
    expect(model?.name).toMatch(/^publishers\/google\/models\//);
    expect(await vertex().models.get({ model: PICTURE })).toMatchObject({
      name: `publishers/google/models/${PICTURE}`,
    });
    const answer = await vertex().models.generateContent({
      model: PICTURE,
      contents: 'a fox',
      config: { imageConfig: { outputMimeType: 'image/jpeg', outputCompressionQuality: 80 } },
    });
    expect(await formatOf(pictureIn(answer))).toBe('jpeg');
    const chunks = await chunksOf(vertex().models.generateContentStream({ model: PICTURE, contents: 'a fox' }));
    expect(await formatOf(pictureIn(chunks.at(-1) ?? {}))).toBe('png');
    expect(await vertex().models.countTokens({ model: PICTURE, contents: '1234' })).toMatchObject({ totalTokens: 1 });
    expect(await paid()).toBe(2);
  });

  test('Express mode of Vertex AI makes pictures from a prompt', async () => {
    const config = {
      numberOfImages: 2,
      aspectRatio: '16:9',
      outputMimeType: 'image/jpeg',
      seed: 3,
      addWatermark: false,
    };
    const { generatedImages } = await vertex().models.generateImages({ model: PICTURE, prompt: 'a fox', config });
    expect(generatedImages?.map(({ image }) => image?.mimeType)).toEqual(['image/jpeg', 'image/jpeg']);
    const bytes = Buffer.from(generatedImages?.[0]?.image?.imageBytes ?? '', 'base64');
    expect(await formatOf(bytes)).toBe('jpeg');
    const refused = await vertex().models.generateImages({ model: PICTURE, prompt: REFUSED });
    expect(refused.generatedImages?.[0]?.raiFilteredReason).toEqual(expect.any(String));
    expect(await paid()).toBe(3);
  });
});

test('the first generation makes pictures from a prompt with a key of the developer API', async () => {
  const client = new GoogleGenAI1({ apiKey: TEST_API_KEY, httpOptions: { baseUrl: stage.service.baseUrl } });
  const config = { numberOfImages: 2, aspectRatio: '3:4', imageSize: '1K', includeRaiReason: true };
  const { generatedImages } = await client.models.generateImages({
    model: 'imagen-4.0-generate-001',
    prompt: 'a fox',
    config,
  });
  const formats = generatedImages?.map(({ image }) => formatOf(Buffer.from(image?.imageBytes ?? '', 'base64'))) ?? [];
  expect(await Promise.all(formats)).toEqual(['png', 'png']);
  expect(await paid()).toBe(2);
});
