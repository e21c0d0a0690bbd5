import OpenAI, { APIError } from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decodeImage } from '../testing/decode.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { pictureUrl } from './chat.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const model = 'gemini-3.0-pro-image';
const REFUSED = 'x [[sandbox:unsafe-generation]]';

let sandbox: SandboxProcess;
let service: ServiceProcess;
let client: OpenAI;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox });
  await service.addToken(ACCOUNT[0]);
  client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** What the upstream was asked for since the test began. */
let before = { image: 0, upload: 0 };
async function calls() {
  const { image, upload } = (await accountStats(sandbox, ACCOUNT[1])).calls;
  return { image: image - before.image, upload: upload - before.upload };
}
beforeEach(async () => {
  before = { image: 0, upload: 0 };
  before = await calls();
});

type Response = OpenAI.Responses.Response;

/** The picture of a response, decoded. */
function pictureIn({ output }: Pick<Response, 'output'>) {
  const [item] = output;
  if (item?.type !== 'image_generation_call') throw new Error(`no picture but ${item?.type}`);
  return decodeImage(Buffer.from(item.result ?? '', 'base64'));
}

test('responses.create brings a picture', async () => {
  const response = await client.responses.create({ model, input: 'a fox' });
  expect(response).toMatchObject({ object: 'response', status: 'completed', output_text: '', model });
  expect(await pictureIn(response)).toMatchObject({ format: 'png' });
  expect(response.usage?.output_tokens).toBe(1290);
  expect(await calls()).toEqual({ image: 1, upload: 0 });
});

test('the tool says what the picture is to be like, and which model makes it', async () => {
  const tool = { type: 'image_generation', model, size: '1024x1024', output_format: 'webp' } as const;
  const response = await client.responses.create({ model: 'gpt-5', input: 'a fox', tools: [tool] });
  expect(await pictureIn(response)).toEqual({ width: 1024, height: 1024, format: 'webp' });
});

test("a model for texts with the tool beside it, as in OpenAI's examples, brings a picture", async () => {
  const response = await client.responses.create({
    ...{ model: 'gpt-5', input: 'a fox', tools: [{ type: 'image_generation' }] },
  });
  expect(response.model).toBe('gpt-5');
  expect(await pictureIn(response)).toMatchObject({ format: 'png' });
});

test('a picture of the turn goes along', async () => {
  const content = [
    { type: 'input_text' as const, text: 'at night' },
    { type: 'input_image' as const, image_url: await pictureUrl(1), detail: 'auto' as const },
  ];
  await client.responses.create({ model, input: [{ role: 'user', content }] });
  expect(await calls()).toEqual({ image: 1, upload: 1 });
});

test('responses.create as a stream', async () => {
  const stream = await client.responses.create({ model, input: 'a fox', stream: true });
  const events = await Array.fromAsync(stream);
  expect(events.map(({ type }) => type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.image_generation_call.in_progress',
    'response.image_generation_call.generating',
    'response.image_generation_call.completed',
    'response.output_item.done',
    'response.completed',
  ]);
  const last = events.at(-1);
  expect(last?.type === 'response.completed' && (await pictureIn(last.response))).toMatchObject({ format: 'png' });
});

test("the SDK's own accumulator makes the whole response of the events", async () => {
  const response = await client.responses.stream({ model, input: 'a fox' }).finalResponse();
  expect(response.status).toBe('completed');
  expect(await pictureIn(response)).toMatchObject({ format: 'png' });
});

test('a conversation goes on by previous_response_id and by the items sent back', async () => {
  const first = await client.responses.create({ model, input: 'a fox' });
  await client.responses.create({ model, input: 'redder', previous_response_id: first.id });
  expect(await calls()).toEqual({ image: 2, upload: 1 });
  const input: OpenAI.Responses.ResponseInput = [
    { role: 'user', content: 'a fox' },
    ...(first.output as OpenAI.Responses.ResponseInputItem[]),
    { role: 'user', content: 'in the snow' },
  ];
  const third = await client.responses.create({ model, input });
  expect(third.output[0]).toMatchObject({ action: 'edit' });
});

test('in the background: created, found, streamed from its middle, deleted', async () => {
  const begun = await client.responses.create({ model, input: 'a fox', background: true, metadata: { order: '17' } });
  expect(['queued', 'in_progress']).toContain(begun.status);
  const found = () => client.responses.retrieve(begun.id);
  await expect.poll(async () => (await found()).status, { timeout: 5_000 }).toBe('completed');
  const done = await found();
  expect(done).toMatchObject({ background: true, metadata: { order: '17' } });
  expect(await pictureIn(done)).toMatchObject({ format: 'png' });
  const events = await Array.fromAsync(await client.responses.retrieve(begun.id, { stream: true, starting_after: 5 }));
  expect(events.map(({ type }) => type)).toEqual(['response.output_item.done', 'response.completed']);
  await client.responses.delete(begun.id);
  await expect(found()).rejects.toMatchObject({ status: 404 });
  expect((await calls()).image).toBe(1);
});

test('a response is found after a restart', async () => {
  const tool = { type: 'image_generation', output_format: 'jpeg', output_compression: 60 } as const;
  const first = await client.responses.create({ model, input: 'a fox', tools: [tool] });
  await service.killAndRestart();
  client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY });
  const again = await client.responses.retrieve(first.id);
  expect(again).toEqual(first);
  expect(await pictureIn(again)).toMatchObject({ format: 'jpeg' });
});

test('refused words are raised once, whole and streamed', async () => {
  await expect(client.responses.create({ model, input: REFUSED })).rejects.toMatchObject({
    status: 400,
    code: 'content_policy_violation',
  });
  const stream = await client.responses.create({ model, input: REFUSED, stream: true });
  const failure = await Array.fromAsync(stream).catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(APIError);
  expect(failure).toMatchObject({ code: 'content_policy_violation' });
  expect((await calls()).image).toBe(2);
});

test('a model for texts does not exist here', async () => {
  await expect(client.responses.create({ model: 'gpt-5', input: 'hello' })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
});
