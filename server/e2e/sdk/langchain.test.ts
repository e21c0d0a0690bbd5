import { HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI, DallEAPIWrapper } from '@langchain/openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_API_KEY as apiKey } from '../../testing/service-process.ts';
import { formatOf, type Stage, smallPng, startStage } from './stage.ts';

const PICTURE = 'gemini-2.5-flash-image';

let stage: Stage;
let configuration: { baseURL: string };
beforeAll(async () => {
  stage = await startStage();
  configuration = { baseURL: `${stage.service.baseUrl}/v1` };
});
afterAll(() => stage[Symbol.asyncDispose]());

let before = 0;
beforeEach(async () => {
  before = await stage.paidCalls();
});
const paid = async () => (await stage.paidCalls()) - before;

const chat = (fields: object = {}) => new ChatOpenAI({ model: PICTURE, apiKey, configuration, ...fields });

test('invoke and stream bring the link as text', async () => {
  const whole = await chat().invoke('a fox');
  expect(whole.text).toContain('/files/');
  let text = '';
  for await (const chunk of await chat().stream('a fox')) text += chunk.text;
  expect(text).toContain('/files/');
  expect(await paid()).toBe(2);
});

test('a message with a picture is a reference', async () => {
  const url = `data:image/png;base64,${(await smallPng()).toString('base64')}`;
  const message = new HumanMessage({
    content: [
      { type: 'text', text: 'make it night' },
      { type: 'image_url', image_url: { url } },
    ],
  });
  expect((await chat().invoke([message])).text).toContain('/files/');
  expect(await paid()).toBe(1);
});

test('the picture tool asks for addresses, which can be fetched as they are', async () => {
  // The names of its types are OpenAI's own; ours stand behind them.
  const tool = new DallEAPIWrapper({ model: 'dall-e-3', apiKey, baseUrl: configuration.baseURL, n: 1 });
  const url = await tool.invoke('a fox');
  const response = await fetch(String(url));
  expect(await formatOf(new Uint8Array(await response.arrayBuffer()))).toBe('png');
  expect(await paid()).toBe(1);
});

test.each([
  ['a bad key', { apiKey: 'wrong' }, 'MODEL_AUTHENTICATION'],
  ['an unknown model', { model: 'no-such-model' }, 'MODEL_NOT_FOUND'],
])('%s has its own code and is not tried again', async (_, fields, code) => {
  const failure = await chat(fields)
    .invoke('a fox')
    .catch((cause: unknown) => cause);
  expect(failure).toMatchObject({ lc_error_code: code });
  expect(await paid()).toBe(0);
});
