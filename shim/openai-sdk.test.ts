import OpenAI, { APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError } from 'openai';
import { expect, test } from 'vitest';
import { ServiceError } from '../schema/errors.ts';
import { KEY } from './testing/fake-service.ts';
import { finishedPicture, finishedVideo, IMAGE_MODEL } from './testing/fixtures.ts';
import { type RunningShim, startShim } from './testing/start-shim.ts';

const ASK = { model: IMAGE_MODEL.id, messages: [{ role: 'user' as const, content: 'an otter' }] };

function client(shim: RunningShim, apiKey = KEY): OpenAI {
  return new OpenAI({ apiKey, baseURL: `${shim.url}/v1` });
}

async function failureOf(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

async function whenWatched(shim: RunningShim, patch: Parameters<RunningShim['service']['change']>[0]) {
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  shim.service.change(patch);
}

test('the SDK lists and retrieves models', async () => {
  await using shim = await startShim();
  const models = await client(shim).models.list();
  expect(models.data.map(({ id }) => id)).toContain(IMAGE_MODEL.id);
  shim.service.models = [{ ...IMAGE_MODEL, id: 'google/imagen' }];
  expect((await client(shim).models.retrieve('google/imagen')).id).toBe('google/imagen');
});

test('the SDK gets a whole answer', async () => {
  await using shim = await startShim();
  const [answer] = await Promise.all([client(shim).chat.completions.create(ASK), whenWatched(shim, finishedVideo())]);
  expect(answer.choices[0]?.message.content).toBe(`[video](${shim.url}/files/result.mp4)`);
  expect(answer.usage?.total_tokens).toBe(2066);
  expect(answer._request_id).toBe('req_1');
});

test('the SDK gets a streamed answer', async () => {
  await using shim = await startShim();
  shim.service.settings.heartbeatMs = 5;
  const stream = await client(shim).chat.completions.create({
    ...ASK,
    stream: true,
    stream_options: { include_usage: true },
  });
  shim.service.change({ detail: 'Rendering', percent: 10 });
  shim.service.change(finishedPicture());
  let content = '';
  let usage: unknown;
  for await (const chunk of stream) {
    content += chunk.choices[0]?.delta.content ?? '';
    usage = chunk.usage ?? usage;
  }
  expect(content).toBe(`![image](${shim.url}/files/result.png)`);
  expect(usage).toMatchObject({ total_tokens: 1292 });
});

test('a wrong key, a wrong model and a wrong field are the classes that the SDK has for them', async () => {
  await using shim = await startShim();
  const wrongKey = await failureOf(client(shim, 'wrong').chat.completions.create(ASK));
  expect(wrongKey).toBeInstanceOf(AuthenticationError);
  expect(wrongKey).toMatchObject({ code: 'invalid_api_key', requestID: 'req_1' });
  const wrongModel = await failureOf(client(shim).chat.completions.create({ ...ASK, model: 'gpt-4' }));
  expect(wrongModel).toBeInstanceOf(NotFoundError);
  expect(wrongModel).toMatchObject({ code: 'model_not_found', param: 'model', type: 'invalid_request_error' });
  const wrongField = await failureOf(client(shim).chat.completions.create({ ...ASK, n: 2 }));
  expect(wrongField).toBeInstanceOf(BadRequestError);
  expect(wrongField).toMatchObject({ code: 'invalid_value', param: 'n' });
});

test('a failure after work began is not repeated by the SDK', async () => {
  await using shim = await startShim();
  const error = { code: 'upstream_timeout', message: 'It took too long.', reason: null, retryAfterMs: null } as const;
  const [failure] = await Promise.all([
    failureOf(client(shim).chat.completions.create(ASK)),
    whenWatched(shim, { state: 'failed', startedAt: 1, error }),
  ]);
  expect(failure).toBeInstanceOf(InternalServerError);
  expect(failure).toMatchObject({ status: 503, code: 'upstream_timeout' });
  expect(shim.service.submitted).toHaveLength(1);
});

test('a failure before anything was spent is repeated by the SDK after the time we name', async () => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('upstream_unavailable', 'The upstream is down.', { retryAfterMs: 1 });
  await failureOf(new OpenAI({ apiKey: KEY, baseURL: `${shim.url}/v1`, maxRetries: 1 }).chat.completions.create(ASK));
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(2);
});

test('a failure within a stream is raised by the SDK with its code', async () => {
  await using shim = await startShim();
  const stream = await client(shim).chat.completions.create({ ...ASK, stream: true });
  shim.service.change({ state: 'submit_unknown', startedAt: 1 });
  const failure = await failureOf(Array.fromAsync(stream));
  expect(failure).toMatchObject({ code: 'upstream_unknown', type: 'invalid_request_error' });
});

test('leaving a stream early ends the watching', async () => {
  await using shim = await startShim();
  const stream = await client(shim).chat.completions.create({ ...ASK, stream: true });
  for await (const _chunk of stream) break;
  await expect.poll(() => shim.service.watches[0]?.aborted).toBe(true);
});
