import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatOf, type Stage, startStage } from '../sdk/stage.ts';

// Requests as NextChat's client/platforms/{openai,google}.ts send them, and what those and its markdown component read.

const PICTURE = 'gemini-2.5-flash-image';
/** What it draws as a video: a link whose path ends so. */
const VIDEO_LINK = /\[[^\]]*\]\((https?:\/\/[^)\s?]+\.mp4)\)/;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const chatBody = (model: string, stream: boolean) => ({
  ...{ model, stream, temperature: 0.5, presence_penalty: 0, frequency_penalty: 0, top_p: 1, max_tokens: 4_000 },
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'a fox' },
  ],
});

test('a chat that is not streamed has its picture as Markdown in content', async () => {
  const answer = (await (await stage.service.post('/v1/chat/completions', chatBody(PICTURE, false))).json()) as {
    choices: { message: { content: string } }[];
  };
  expect(answer.choices[0]?.message.content).toMatch(/^!\[[^\]]*\]\(http[^)]+\)$/);
});

test('headers come at once, since it leaves after 60 s without them, and a video is a link to an .mp4', async () => {
  const began = performance.now();
  const response = await stage.service.post('/v1/chat/completions', chatBody('veo_3_1_t2v_fast', true));
  expect(performance.now() - began).toBeLessThan(1_000);
  const content = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] })
    .map(({ choices }) => choices[0]?.delta.content ?? '');
  // A link cut in two would be drawn as text.
  expect(content.filter((piece) => VIDEO_LINK.test(piece))).toHaveLength(1);
});

test('the one image model it knows is dall-e-3', async () => {
  for (const size of ['1024x1024', '1792x1024', '1024x1792']) {
    const body = {
      model: 'dall-e-3',
      prompt: 'a fox',
      response_format: 'b64_json',
      n: 1,
      size,
      quality: 'standard',
      style: 'vivid',
    };
    const response = await stage.service.post('/v1/images/generations', body);
    const { data } = (await response.json()) as { data: { b64_json: string }[] };
    expect(await formatOf(Buffer.from(data[0]?.b64_json ?? '', 'base64'))).toBe('png');
  }
});

test('its Gemini platform streams with ?alt=sse and the key in the address, and reads only the text parts', async () => {
  const body = {
    contents: [{ role: 'user', parts: [{ text: 'a fox' }] }],
    generationConfig: { temperature: 0.5, maxOutputTokens: 4_000, topP: 1 },
    safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
  };
  const path = `/v1beta/models/${PICTURE}:streamGenerateContent?alt=sse&key=test-key-of-the-caller`;
  const response = await fetch(stage.service.baseUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as { candidates?: { content?: { parts?: { text?: string }[] } }[] })
    .flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
    .map((part) => part.text ?? '')
    .join('');
  expect(response.status).toBe(200);
  // Whoever reads text only has to get the picture's address there.
  expect(text).toMatch(/!\[[^\]]*\]\(http[^)]+\/files\/[^)]+\)/);
});
