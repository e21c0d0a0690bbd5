import OpenAI, { APIError, toFile } from 'openai-4';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_API_KEY as apiKey } from '../../testing/service-process.ts';
import { formatOf, type Stage, smallPng, startStage } from './stage.ts';

const PICTURE = 'gemini-2.5-flash-image';

let stage: Stage;
let client: OpenAI;
beforeAll(async () => {
  stage = await startStage();
  client = new OpenAI({ baseURL: `${stage.service.baseUrl}/v1`, apiKey });
});
afterAll(() => stage[Symbol.asyncDispose]());

let before = 0;
beforeEach(async () => {
  before = await stage.paidCalls();
});
const paid = async () => (await stage.paidCalls()) - before;

test('models are listed and found', async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toContain(PICTURE);
  expect(await client.models.retrieve(PICTURE)).toMatchObject({ id: PICTURE, object: 'model' });
});

test('a chat is answered, whole and streamed', async () => {
  const messages = [{ role: 'user' as const, content: 'a fox' }];
  const whole = await client.chat.completions.create({ model: PICTURE, messages });
  expect(whole.choices[0]?.message.content).toContain('/files/');
  let text = '';
  for await (const chunk of await client.chat.completions.create({ model: PICTURE, messages, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? '';
  }
  expect(text).toContain('/files/');
  expect(await paid()).toBe(2);
});

test('images.generate and images.edit', async () => {
  const made = await client.images.generate({ model: PICTURE, prompt: 'a fox', response_format: 'b64_json', n: 2 });
  expect(made.data).toHaveLength(2);
  const png = Buffer.from(made.data?.[0]?.b64_json ?? '', 'base64');
  expect(await formatOf(png)).toBe('png');
  const edited = await client.images.edit({
    model: PICTURE,
    image: [await toFile(png, 'first.png'), await toFile(await smallPng(), 'second.png', { type: 'image/png' })],
    prompt: 'make it night',
  });
  expect(await formatOf(Buffer.from(edited.data?.[0]?.b64_json ?? '', 'base64'))).toBe('png');
  expect(await paid()).toBe(3);
});

test('errors are of their class, with code, field and the id of the request', async () => {
  const failure = await client.images.generate({ model: 'no-such-model', prompt: 'a fox' }).catch((cause) => cause);
  expect(failure).toBeInstanceOf(APIError);
  expect(failure).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
  expect(failure.request_id).toMatch(/^req_/);
  const stranger = new OpenAI({ baseURL: client.baseURL, apiKey: 'wrong' });
  await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
  expect(await paid()).toBe(0);
});
