import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, experimental_generateVideo, generateImage, generateText, streamText } from 'ai';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TEST_API_KEY as apiKey } from '../../testing/service-process.ts';
import { formatOf, type Stage, smallPng, startStage } from './stage.ts';

const PICTURE = 'gemini-2.5-flash-image';
const VIDEO = 'veo_3_1_t2v_fast';
const REFUSED = 'x [[sandbox:unsafe-generation]]';

let stage: Stage;
let baseURL: string;
beforeAll(async () => {
  stage = await startStage();
  baseURL = `${stage.service.baseUrl}/v1`;
});
afterAll(() => stage[Symbol.asyncDispose]());

let before = 0;
beforeEach(async () => {
  before = await stage.paidCalls();
});
const paid = async () => (await stage.paidCalls()) - before;

describe('openai-compatible', () => {
  const provider = () => createOpenAICompatible({ name: 'flow', baseURL, apiKey, includeUsage: true });

  test('text is the link, and a stream tells the progress as reasoning', async () => {
    const whole = await generateText({ model: provider()(PICTURE), prompt: 'a fox' });
    expect(whole.text).toMatch(/^!\[.*\]\(http.*\/files\/.*\.png\)$/);
    expect(whole.finishReason).toBe('stop');
    expect(whole.usage.outputTokens).toBeGreaterThan(0);
    const stream = streamText({ model: provider()(VIDEO), prompt: 'waves' });
    expect(await stream.text).toMatch(/\.mp4\)$/);
    expect(await stream.reasoningText).not.toBe('');
    expect(await paid()).toBe(2);
  });

  test('generateImage makes as many pictures as asked for', async () => {
    const { images } = await generateImage({
      model: provider().imageModel(PICTURE),
      prompt: 'a fox',
      n: 2,
      size: '1792x1024',
    });
    expect(await Promise.all(images.map(({ uint8Array }) => formatOf(uint8Array)))).toEqual(['png', 'png']);
    expect(await paid()).toBe(2);
  });

  test('generateImage with pictures edits them', async () => {
    const { image } = await generateImage({
      model: provider().imageModel(PICTURE),
      prompt: { text: 'make it night', images: [await smallPng(), await smallPng()] },
    });
    expect(await formatOf(image.uint8Array)).toBe('png');
    expect(await paid()).toBe(1);
  });

  test('a refused prompt is told once and not tried again', async () => {
    const failure = await generateImage({ model: provider().imageModel(PICTURE), prompt: REFUSED }).catch(
      (cause: unknown) => cause,
    );
    expect(failure).toBeInstanceOf(APICallError);
    expect(failure).toMatchObject({ statusCode: 400, isRetryable: false });
    expect(await paid()).toBe(1);
  });
});

describe('openai', () => {
  const provider = () => createOpenAI({ baseURL, apiKey });

  test('chat() and image()', async () => {
    const { text } = await generateText({ model: provider().chat(PICTURE), prompt: 'a fox' });
    expect(text).toContain('/files/');
    const { images } = await generateImage({ model: provider().image(PICTURE), prompt: 'a fox', n: 3 });
    expect(images).toHaveLength(3);
    expect(new Set(images.map(({ base64 }) => base64)).size).toBe(3);
    expect(await paid()).toBe(4);
  });

  test.each([
    ['a refused prompt in a chat', 'chat', PICTURE, 'unsafe-generation'],
    ['a refused video in a chat', 'chat', VIDEO, 'async-unsafe'],
    ['a lost answer in a chat', 'chat', PICTURE, 'lost-answer'],
    ['a refused prompt in a response', 'responses', PICTURE, 'unsafe-generation'],
    ['a lost answer in a response', 'responses', PICTURE, 'lost-answer'],
  ] as const)('%s is told in a stream and not tried again', async (_, wire, name, fault) => {
    let failure: unknown;
    const stream = streamText({
      model: provider()[wire](name),
      prompt: `${wire} [[sandbox:${fault}]]`,
      onError: ({ error }) => {
        failure = error;
      },
    });
    await stream.consumeStream();
    expect(failure).toBeDefined();
    expect(await paid()).toBe(1);
  });

  test('the provider called by itself speaks to /responses, whose pictures come as files or tool results', async () => {
    const model = provider()(PICTURE);
    const result = await generateText({
      model,
      prompt: 'a fox',
      tools: { image_generation: provider().tools.imageGeneration({ outputFormat: 'webp' }) },
    });
    const output = result.toolResults[0]?.output as { result: string } | undefined;
    expect(await formatOf(Buffer.from(output?.result ?? '', 'base64'))).toBe('webp');
    expect(await paid()).toBe(1);
  });
});

describe('google', () => {
  const provider = () => createGoogle({ baseURL: `${stage.service.baseUrl}/v1beta`, apiKey });

  test('generateText with a picture model brings files', async () => {
    const { files } = await generateText({ model: provider()(PICTURE), prompt: 'a fox' });
    expect(await formatOf(files[0]?.uint8Array ?? new Uint8Array())).toBe('png');
    const stream = streamText({ model: provider()(PICTURE), prompt: 'a fox' });
    expect(await stream.files).toHaveLength(1);
    expect(await paid()).toBe(2);
  });

  test('generateImage asks for its shape, and a refusal is told once', async () => {
    const { image } = await generateImage({ model: provider().image(PICTURE), prompt: 'a fox', aspectRatio: '9:16' });
    const { width, height } = await sharp(image.uint8Array).metadata();
    expect(height).toBeGreaterThan(width);
    const failure = await generateImage({ model: provider().image(PICTURE), prompt: REFUSED }).catch(
      (cause: unknown) => cause,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(await paid()).toBe(2);
  });

  test('generateVideo starts, polls and downloads', async () => {
    const { video } = await experimental_generateVideo({
      model: provider().video('veo-3.1-fast-generate-preview'),
      prompt: 'waves',
      aspectRatio: '16:9',
      providerOptions: { google: { pollIntervalMs: 100 } },
      // Its own refuses addresses of this machine.
      download: async ({ url }) => {
        const response = await fetch(url);
        const data = new Uint8Array(await response.arrayBuffer());
        return { data, mediaType: response.headers.get('content-type') ?? undefined };
      },
    });
    expect(Buffer.from(video.uint8Array.subarray(4, 8)).toString()).toBe('ftyp');
    expect(await paid()).toBe(1);
  });

  test('a bad key is a bad key', async () => {
    const model = createGoogle({ baseURL: `${stage.service.baseUrl}/v1beta`, apiKey: 'wrong' })(PICTURE);
    const failure = await generateText({ model, prompt: 'a fox' }).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ statusCode: 400, isRetryable: false });
    expect(await paid()).toBe(0);
  });
});
