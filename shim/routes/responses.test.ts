import { expect, test } from 'vitest';
import { OTHER_KEY } from '../testing/fake-service.ts';
import { finishedPicture, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { namedEventsOf } from '../testing/named-events.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const ROUTE = '/v1/responses';
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const B64 = PNG.toString('base64');
const FAILED = {
  state: 'failed',
  startedAt: 1,
  error: { code: 'content_rejected', message: 'Refused.', reason: null, retryAfterMs: null },
} as const;

function ask(shim: RunningShim, more: object = {}, init: RequestInit = {}) {
  return shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', ...more }, init);
}

async function errorOf(response: Response) {
  return ((await response.json()) as { error: Record<string, unknown> }).error;
}

async function finish(shim: RunningShim, patch = finishedPicture()): Promise<void> {
  shim.service.pictures.set('result.png', PNG);
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  shim.service.change(patch);
}

/** A response that has been made; its job is `job_1`. */
async function made(shim: RunningShim, more: object = {}) {
  const [response] = await Promise.all([ask(shim, more), finish(shim)]);
  return (await response.json()) as { id: string; output: { id: string }[] };
}

test('a response has one item, with the bytes as bare base64', async () => {
  await using shim = await startShim();
  const tools = [
    { type: 'web_search' },
    { type: 'image_generation', quality: 'high', size: '1024x1024', seed: 3, aspect_ratio: null },
  ];
  const metadata = { order: '17' };
  const [response] = await Promise.all([ask(shim, { tools, metadata, temperature: 1, store: false }), finish(shim)]);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-flow2api-job-id')).toBe('job_1');
  expect(await response.json()).toEqual({
    id: 'resp_job_1',
    object: 'response',
    created_at: 1_800_000_000,
    completed_at: 1_800_000_005,
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata,
    model: IMAGE_MODEL.id,
    output: [
      {
        id: 'ig_job_1',
        type: 'image_generation_call',
        status: 'completed',
        action: 'generate',
        background: 'opaque',
        output_format: 'png',
        quality: 'high',
        size: '1376x768',
        result: B64,
      },
    ],
    output_text: '',
    parallel_tool_calls: false,
    previous_response_id: null,
    store: true,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [{ type: 'image_generation', output_format: 'png', quality: 'high' }],
    top_p: null,
    truncation: 'disabled',
    usage: {
      input_tokens: 2,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 1290,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1292,
    },
  });
  expect(shim.service.submitted[0]?.request).toMatchObject({ size: '1024x1024', quality: 'high', seed: 3 });
});

test('the model of the tool goes before the one of the request, which may then be anything', async () => {
  await using shim = await startShim();
  await made(shim, { model: 'gpt-5', tools: [{ type: 'image_generation', model: IMAGE_MODEL.id }] });
  expect(shim.service.submitted[0]?.request.model).toBe(IMAGE_MODEL.id);
});

test('beside the tool a model for texts means the default one, and is shown as it was asked for', async () => {
  await using shim = await startShim();
  shim.service.models.push({ ...IMAGE_MODEL, id: 'gpt-image-1' });
  const tools = [{ type: 'image_generation' }];
  const response = await made(shim, { model: 'gpt-5', tools });
  expect(response).toMatchObject({ model: 'gpt-5', status: 'completed' });
  expect(shim.service.submitted[0]?.request.model).toBe('gpt-image-1');
  const again = await shim.get(`${ROUTE}/${response.id}`);
  expect(await again.json()).toMatchObject({ model: 'gpt-5' });
  const video = await ask(shim, { model: TEXT_VIDEO_MODEL.id, tools });
  expect(await errorOf(video)).toMatchObject({ code: 'invalid_value', param: 'model' });
  const unknown = await ask(shim, { tools: [{ type: 'image_generation', model: 'gpt-5' }] });
  expect(await errorOf(unknown)).toMatchObject({ code: 'model_not_found' });
});

test('the form that the tool asks for is really made', async () => {
  await using shim = await startShim();
  await made(shim, { tools: [{ type: 'image_generation', output_format: 'webp', output_compression: 70 }] });
  expect(shim.service.conversions).toEqual([{ file: 'result.png', format: 'webp', quality: 70 }]);
});

test.each<[string, object, number, string, string]>([
  ['no model', { model: null }, 400, 'missing_required_parameter', 'model'],
  ['a model for texts', { model: 'gpt-5' }, 404, 'model_not_found', 'model'],
  ['a model for videos', { model: TEXT_VIDEO_MODEL.id }, 400, 'invalid_value', 'model'],
  ['no input', { input: undefined }, 400, 'missing_required_parameter', 'input'],
  ['an input of another kind', { input: 7 }, 400, 'invalid_value', 'input'],
  ['no picture allowed', { tool_choice: 'none' }, 400, 'invalid_value', 'tool_choice'],
  [
    'a GIF',
    { tools: [{ type: 'image_generation', output_format: 'gif' }] },
    400,
    'invalid_value',
    'tools[0].output_format',
  ],
  [
    'a mask',
    { tools: [{ type: 'image_generation', input_image_mask: {} }] },
    400,
    'invalid_value',
    'tools[0].input_image_mask',
  ],
  ['a tool without a type', { tools: [{}] }, 400, 'missing_required_parameter', 'tools[0].type'],
  ['too much metadata', { metadata: { a: 'x'.repeat(513) } }, 400, 'invalid_value', 'metadata.a'],
  ['no such response', { previous_response_id: 'resp_job_9' }, 400, 'invalid_value', 'previous_response_id'],
  ['no id of a response', { previous_response_id: 'chatcmpl-1' }, 400, 'invalid_value', 'previous_response_id'],
])('%s is refused before anything is spent', async (_, more, status, code, param) => {
  await using shim = await startShim();
  const response = await ask(shim, more);
  expect(response.status).toBe(status);
  expect(await errorOf(response)).toMatchObject({ code, param });
  expect(shim.service.submitted).toEqual([]);
});

test('pictures of the turn are the references', async () => {
  await using shim = await startShim();
  const content = [
    { type: 'input_text', text: 'redder' },
    { type: 'input_image', image_url: 'https://a.example/1.png' },
  ];
  const response = await made(shim, { input: [{ role: 'user', content }] });
  expect(response.output[0]).toMatchObject({ action: 'generate' }); // the fake job has no inputs
  expect(shim.service.submitted[0]?.request).toMatchObject({ prompt: 'redder', images: [{ file: 'fetched.png' }] });
});

test.each<[string, (id: string) => object]>([
  ['previous_response_id', (id) => ({ previous_response_id: id })],
  [
    'the item that it was given',
    (id) => ({
      input: [
        { type: 'image_generation_call', id: id.replace('resp_', 'ig_') },
        { role: 'user', content: 'redder' },
      ],
    }),
  ],
  [
    'a reference to it',
    (id) => ({
      input: [
        { type: 'item_reference', id: id.replace('resp_', 'ig_') },
        { role: 'user', content: 'redder' },
      ],
    }),
  ],
])('a caller goes on from an earlier picture by %s', async (_, more) => {
  await using shim = await startShim();
  const { id } = await made(shim);
  await made(shim, more(id));
  expect(shim.service.submitted.at(-1)?.request.images).toMatchObject([{ file: 'result.png' }]);
});

test('an earlier picture of somebody else is taken from its bytes, or refused where only its id is known', async () => {
  await using shim = await startShim();
  const item = { type: 'image_generation_call', id: 'ig_elsewhere', result: B64 };
  await made(shim, { input: [item, { role: 'user', content: 'redder' }] });
  expect(shim.service.submitted[0]?.request.images).toMatchObject([{ file: 'in.png' }]);
  const lost = await ask(shim, {
    input: [
      { ...item, result: null },
      { role: 'user', content: 'redder' },
    ],
  });
  expect(lost.status).toBe(400);
  expect(await errorOf(lost)).toMatchObject({ code: 'image_unreachable', param: 'input[0]' });
});

test("a response whose picture is gone, or another key's, cannot be gone on from", async () => {
  await using shim = await startShim();
  const { id } = await made(shim);
  const stranger = await ask(shim, { previous_response_id: id }, { headers: { authorization: `Bearer ${OTHER_KEY}` } });
  expect(stranger.status).toBe(400);
  shim.service.pictures.clear();
  const gone = await ask(shim, { previous_response_id: id });
  expect(await errorOf(gone)).toMatchObject({ code: 'image_unreachable', param: 'previous_response_id' });
  expect(shim.service.submitted).toHaveLength(1);
});

test('the events of a stream come in their order, numbered, and the last one is the whole response', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', PNG);
  const response = await ask(shim, { stream: true });
  shim.service.change({ state: 'running', startedAt: 1 });
  shim.service.change(finishedPicture());
  const { events, comments } = await namedEventsOf(response);
  expect(comments).toContain('keep-alive');
  const place = { output_index: 0, item_id: 'ig_job_1' };
  const item = { id: 'ig_job_1', type: 'image_generation_call' };
  expect(events.map(({ data }) => data)).toMatchObject([
    { type: 'response.created', sequence_number: 0, response: { id: 'resp_job_1', status: 'in_progress', output: [] } },
    { type: 'response.in_progress', sequence_number: 1, response: { id: 'resp_job_1' } },
    {
      type: 'response.output_item.added',
      sequence_number: 2,
      output_index: 0,
      item: { ...item, status: 'in_progress', result: null },
    },
    { type: 'response.image_generation_call.in_progress', sequence_number: 3, ...place },
    { type: 'response.image_generation_call.generating', sequence_number: 4, ...place },
    { type: 'response.image_generation_call.completed', sequence_number: 5, ...place },
    {
      type: 'response.output_item.done',
      sequence_number: 6,
      output_index: 0,
      item: { ...item, status: 'completed', result: B64 },
    },
    {
      type: 'response.completed',
      sequence_number: 7,
      response: { status: 'completed', output: [{ ...item, result: B64 }] },
    },
  ]);
  expect(events.every(({ name, data }) => name === data.type)).toBe(true);
});

test('a failure in a stream is told to those who raise errors and to those who look at the response', async () => {
  await using shim = await startShim();
  const response = await ask(shim, { stream: true });
  shim.service.change(FAILED);
  const { events } = await namedEventsOf(response);
  expect(events.slice(-2).map(({ data }) => data)).toMatchObject([
    { type: 'error', sequence_number: 5, error: { code: 'content_policy_violation', message: 'Refused.' } },
    {
      type: 'response.failed',
      sequence_number: 6,
      response: {
        status: 'failed',
        output: [],
        error: { code: 'image_content_policy_violation', message: 'Refused.' },
      },
    },
  ]);
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ status: 400, errorCode: 'content_rejected' });
});

test('a failure of a whole answer is its status', async () => {
  await using shim = await startShim();
  const [response] = await Promise.all([ask(shim), finish(shim, FAILED)]);
  expect([response.status, response.headers.get('x-should-retry')]).toEqual([400, 'false']);
});

test('in the background it is answered at once, and found as it stands', async () => {
  await using shim = await startShim();
  const { id, ...begun } = (await (await ask(shim, { background: true })).json()) as { id: string };
  expect(begun).toMatchObject({ status: 'queued', background: true, output: [], completed_at: null, usage: null });
  const found = async () => (await shim.get(`${ROUTE}/${id}`)).json();
  shim.service.change({ state: 'running', startedAt: 1 });
  expect(await found()).toMatchObject({ id, status: 'in_progress', background: true });
  shim.service.pictures.set('result.png', PNG);
  shim.service.change(finishedPicture());
  expect(await found()).toMatchObject({ id, status: 'completed', output: [{ result: B64 }] });
  shim.service.change({ ...FAILED, assets: [] });
  expect(await found()).toMatchObject({ status: 'failed', error: { message: 'Refused.' }, output: [] });
});

test('the stream of a response can be gone on with after an event', async () => {
  await using shim = await startShim();
  const { id } = await made(shim);
  const rest = await namedEventsOf(await shim.get(`${ROUTE}/${id}?stream=true&starting_after=5`));
  expect(rest.events.map(({ name }) => name)).toEqual(['response.output_item.done', 'response.completed']);
  expect(shim.service.watcherRoles).toEqual(['caller', 'onlooker']);
  expect((await shim.get(`${ROUTE}/${id}?stream=maybe`)).status).toBe(400);
});

test('a response that waits is cancelled; one that has ended is removed', async () => {
  await using shim = await startShim();
  const { id } = (await (await ask(shim, { background: true })).json()) as { id: string };
  const cancelled = await shim.post(`${ROUTE}/${id}/cancel`, {});
  expect(await cancelled.json()).toMatchObject({ id, status: 'cancelled', error: null });
  expect(shim.service.cancelled).toEqual(['job_1']);
  const deleted = await shim.get(`${ROUTE}/${id}`, { method: 'DELETE' });
  expect(await deleted.json()).toEqual({ id, object: 'response', deleted: true });
});

test("no response, another key's and another route's job are the same 404", async () => {
  await using shim = await startShim();
  const { id } = await made(shim);
  const headers = { authorization: `Bearer ${OTHER_KEY}` };
  expect((await shim.get(`${ROUTE}/${id}`, { headers })).status).toBe(404);
  expect((await shim.get(`${ROUTE}/${id}`, { headers, method: 'DELETE' })).status).toBe(404);
  expect((await shim.get(`${ROUTE}/resp_job_9`)).status).toBe(404);
  shim.service.change({ route: '/v1/chat/completions' });
  const other = await shim.get(`${ROUTE}/${id}`);
  expect(other.status).toBe(404);
  expect(await errorOf(other)).toMatchObject({ code: 'not_found', param: 'response_id' });
});

test('asked to respond asynchronously, it answers 202 with the job', async () => {
  await using shim = await startShim();
  const response = await ask(shim, {}, { headers: { prefer: 'respond-async' } });
  expect([response.status, await response.json()]).toMatchObject([202, { object: 'job', id: 'job_1' }]);
});
