import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { finishedPicture, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { namedEventsOf } from '../testing/named-events.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const ROUTE = '/v1/images/generations';
const BYTES = Buffer.alloc(5_000, 7);
const FAILED = { state: 'failed', startedAt: 1 } as const;
const refusal = { code: 'content_rejected', message: 'Refused.', reason: null, retryAfterMs: null } as const;

function ask(shim: RunningShim, more: object = {}, init: RequestInit = {}) {
  return shim.post(ROUTE, { model: IMAGE_MODEL.id, prompt: 'an otter', ...more }, init);
}

async function errorOf(response: Response) {
  return ((await response.json()) as { error: Record<string, unknown> }).error;
}

/** Lets a call go on once all its jobs are being watched. */
async function whenWatched(shim: RunningShim, jobs: number, go: () => void): Promise<void> {
  await expect.poll(() => shim.service.watches.length).toBe(jobs);
  go();
}

function finish(shim: RunningShim, jobs = 1, patch = finishedPicture()): Promise<void> {
  shim.service.pictures.set('result.png', BYTES);
  return whenWatched(shim, jobs, () => shim.service.change(patch));
}

test('an answer has the bytes as bare base64, says what the picture is like, and names the job', async () => {
  await using shim = await startShim();
  const done = { upstream: 'sandbox' as const, ...finishedPicture() };
  const [response] = await Promise.all([ask(shim, { quality: 'high', size: '1792x1024' }), finish(shim, 1, done)]);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-flow2api-job-id': 'job_1',
    'x-flow2api-upstream': 'sandbox',
    'x-request-id': 'req_1',
  });
  expect(await response.json()).toEqual({
    created: 1_800_000_000,
    data: [{ b64_json: BYTES.toString('base64') }],
    background: 'opaque',
    output_format: 'png',
    quality: 'high',
    size: '1376x768',
    usage: {
      total_tokens: 1292,
      input_tokens: 2,
      output_tokens: 1290,
      input_tokens_details: { text_tokens: 2, image_tokens: 0 },
      output_tokens_details: { text_tokens: 0, image_tokens: 1290 },
    },
  });
});

test('wishes reach the service in our words; a seed counts up over the pictures', async () => {
  const facts = { outputFormat: 'png', outputQuality: null };
  await using shim = await startShim();
  const more = { size: '1024x1024', aspect_ratio: '1:1', quality: 'hd', resolution: '2K', seed: 7, n: 2 };
  const ignored = {
    background: null,
    style: null,
    user: 'u',
    safety_identifier: null,
    moderation: 'low',
    watermark: false,
  };
  await Promise.all([ask(shim, { ...more, ...ignored }), finish(shim, 2)]);
  const request = {
    ...{ model: IMAGE_MODEL.id, prompt: 'an otter', images: [], imagesParam: 'image' },
    ...{ size: '1024x1024', aspectRatio: '1:1', quality: 'hd', resolution: '2K' },
  };
  expect(shim.service.submitted).toEqual([
    { request: { ...request, seed: 7 }, origin: { apiKeyId: 'key-id-1', requestId: 'req_1', route: ROUTE, facts } },
    { request: { ...request, seed: 8 }, origin: { apiKeyId: 'key-id-1', requestId: 'req_1', route: ROUTE, facts } },
  ]);
});

test.each([[3], ['3']])('n %j is three jobs and one answer, whose usage counts the words once', async (n) => {
  await using shim = await startShim();
  const [response] = await Promise.all([ask(shim, { n }), finish(shim, 3)]);
  expect(response.headers.get('x-flow2api-job-id')).toBe('job_1, job_2, job_3');
  const { data, usage } = (await response.json()) as { data: unknown[]; usage: unknown };
  expect(data).toEqual(Array(3).fill({ b64_json: BYTES.toString('base64') }));
  expect(usage).toMatchObject({ input_tokens: 2, output_tokens: 3 * 1290 });
});

test('an address is ours and absolute', async () => {
  await using shim = await startShim();
  const [response] = await Promise.all([ask(shim, { response_format: 'url' }), finish(shim)]);
  expect(await response.json()).toMatchObject({ data: [{ url: `${shim.url}/files/result.png` }], size: '1376x768' });
});

test.each(['jpeg', 'jpg', 'JPEG'])('output_format "%s" is really converted', async (output_format) => {
  await using shim = await startShim();
  const [response] = await Promise.all([ask(shim, { output_format, output_compression: '60' }), finish(shim)]);
  const { data, output_format: told } = (await response.json()) as {
    data: [{ b64_json: string }];
    output_format: string;
  };
  expect(told).toBe('jpeg');
  expect(shim.service.conversions).toEqual([{ file: 'result.png', format: 'jpeg', quality: 60 }]);
  expect(data[0].b64_json).toBe(BYTES.toString('base64')); // the fake only renames it
});

test.each<[string, object, number, string, string | null]>([
  ['no model', { model: undefined }, 400, 'missing_required_parameter', 'model'],
  ['a model of null', { model: null }, 400, 'missing_required_parameter', 'model'],
  ['an unknown model', { model: 'dall-e-9' }, 404, 'model_not_found', 'model'],
  ['a model for videos', { model: TEXT_VIDEO_MODEL.id }, 400, 'invalid_value', 'model'],
  ['no prompt', { prompt: undefined }, 400, 'missing_required_parameter', 'prompt'],
  ['an empty prompt', { prompt: ' ' }, 400, 'missing_required_parameter', 'prompt'],
  ['no picture', { n: 0 }, 400, 'invalid_value', 'n'],
  ['too many pictures', { n: 11 }, 400, 'invalid_value', 'n'],
  ['half a picture', { n: 1.5 }, 400, 'invalid_value', 'n'],
  ['an unknown delivery', { response_format: 'binary' }, 400, 'invalid_value', 'response_format'],
  ['a GIF', { output_format: 'gif' }, 400, 'invalid_value', 'output_format'],
  ['a drawing', { output_format: 'svg' }, 400, 'invalid_value', 'output_format'],
  ['too much compression', { output_compression: 101 }, 400, 'invalid_value', 'output_compression'],
  ['no background', { background: 'transparent' }, 400, 'invalid_value', 'background'],
  ['four partial pictures', { stream: true, partial_images: 4 }, 400, 'invalid_value', 'partial_images'],
  ['a size that is a number', { size: 1024 }, 400, 'invalid_value', 'size'],
  ['a mask', { mask: { image_url: 'https://a.example/m.png' } }, 400, 'invalid_value', 'mask'],
])('%s is refused before anything is spent, also for a stream', async (_, more, status, code, param) => {
  await using shim = await startShim();
  for (const stream of [false, true]) {
    const response = await ask(shim, { stream, ...more });
    expect(response.status).toBe(status);
    expect(await errorOf(response)).toMatchObject({ code, param });
  }
  expect(shim.service.submitted).toEqual([]);
});

test('the refusals that clients run into say the way out', async () => {
  await using shim = await startShim();
  const messageOf = async (more: object) => (await errorOf(await ask(shim, more))).message;
  expect(await messageOf({ model: undefined })).toContain('GET /v1/models');
  expect(await messageOf({ model: TEXT_VIDEO_MODEL.id })).toContain('/v1/videos');
  expect(await messageOf({ output_format: 'gif' })).toContain('png, jpeg or webp');
});

test('a picture that is named goes along as a reference', async () => {
  await using shim = await startShim();
  const image = ['https://pictures.example/a.png', 'iVBORw0KGgo='];
  await Promise.all([ask(shim, { image, n: 2 }), finish(shim, 2)]);
  expect(shim.service.fetched).toEqual(['https://pictures.example/a.png']);
  expect(shim.service.submitted.map(({ request }) => request.images.map(({ file }) => file))).toEqual(
    Array(2).fill(['fetched.png', 'in.png']),
  );
});

test('a failure among successes is told in words, and what was made is delivered', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', BYTES);
  const { change } = shim.service;
  const go = () => {
    change({ ...FAILED, error: refusal }, 'job_1');
    change({ ...finishedPicture(), notice: 'Enlarging failed.' }, 'job_2');
    change({ ...FAILED, error: refusal }, 'job_3');
  };
  const [response] = await Promise.all([ask(shim, { n: 3 }), whenWatched(shim, 3, go)]);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    data: [{ b64_json: BYTES.toString('base64') }],
    usage: { output_tokens: 1290 },
    warnings: ['Enlarging failed.', '2 of 3 pictures could not be made: Refused.'],
  });
});

test('when nothing was made the answer is the error', async () => {
  await using shim = await startShim();
  const go = () => shim.service.change({ ...FAILED, error: refusal });
  const [response] = await Promise.all([ask(shim, { n: 2 }), whenWatched(shim, 2, go)]);
  expect([response.status, response.headers.get('x-should-retry')]).toEqual([400, 'false']);
  expect(await errorOf(response)).toMatchObject({ code: 'content_policy_violation' });
});

test('a picture that is gone before it was delivered is an error that no SDK repeats', async () => {
  await using shim = await startShim();
  const go = () => shim.service.change(finishedPicture('evicted.png'));
  const [response] = await Promise.all([ask(shim), whenWatched(shim, 1, go)]);
  expect([response.status, response.headers.get('x-should-retry')]).toEqual([502, 'false']);
  expect(await errorOf(response)).toMatchObject({ code: 'media_unavailable' });
});

test("with caching off the upstream's picture is fetched, and passed on as a link if it cannot be", async () => {
  for (const [url, delivered] of [
    ['https://cdn.example/x', { b64_json: BYTES.toString('base64') }],
    ['https://cdn.example/unreachable', { url: 'https://cdn.example/unreachable' }],
  ] as const) {
    await using shim = await startShim();
    shim.service.pictures.set('fetched.png', BYTES);
    const asset = { ...finishedPicture().assets?.[0], file: null, url } as never;
    const [response] = await Promise.all([ask(shim), finish(shim, 1, { ...finishedPicture(), assets: [asset] })]);
    expect(await response.json()).toMatchObject({ data: [delivered] });
  }
});

test('what the service refuses is the plain status, also for a stream', async () => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('no_token_available', 'Nobody can serve.');
  for (const stream of [false, true]) {
    const response = await ask(shim, { stream });
    expect(response.status).toBe(503);
    expect(await errorOf(response)).toMatchObject({ code: 'no_token_available' });
  }
});

test('a caller who must wait long is held by blanks; a failure after them is told in the body', async () => {
  await using shim = await startShim();
  Object.assign(shim.service.settings, { holdAnswerMs: 5, heartbeatMs: 5 });
  const response = await ask(shim);
  shim.service.change({ ...FAILED, error: refusal });
  const body = await response.text();
  expect([response.status, body[0]]).toEqual([200, ' ']);
  expect(JSON.parse(body)).toMatchObject({ error: { code: 'content_policy_violation' } });
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ status: 400, errorCode: 'content_rejected' });
});

test('a caller who leaves stops the watching and nothing else', async () => {
  await using shim = await startShim();
  const leaving = new AbortController();
  const asking = ask(shim, { n: 2 }, { signal: leaving.signal });
  await expect.poll(() => shim.service.watches).toHaveLength(2);
  leaving.abort();
  await expect(asking).rejects.toThrow();
  await expect.poll(() => shim.service.watches.every(({ aborted }) => aborted)).toBe(true);
  expect(shim.service.cancelled).toEqual([]);
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ status: 499, callerLeft: true, model: IMAGE_MODEL.id });
});

test('asked to respond asynchronously, it answers 202 with all jobs', async () => {
  await using shim = await startShim();
  const response = await ask(shim, { n: 2 }, { headers: { prefer: 'respond-async' } });
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: 'job_1' }, { id: 'job_2' }] });
  const single = await shim.post(`${ROUTE}?async=true`, { model: IMAGE_MODEL.id, prompt: 'an otter' });
  expect(await single.json()).toMatchObject({ object: 'job', id: 'job_1' });
});

test('a stream goes out before the job has moved, and brings each picture when it is there', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', BYTES);
  const response = await ask(shim, { stream: true, n: 2, partial_images: 2, quality: 'low' });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  shim.service.change(finishedPicture(), 'job_2');
  shim.service.change(finishedPicture(), 'job_1');
  const { events, comments } = await namedEventsOf(response);
  expect(comments).toContain('keep-alive');
  const event = {
    type: 'image_generation.completed',
    b64_json: BYTES.toString('base64'),
    created_at: 1_800_000_000,
    background: 'opaque',
    output_format: 'png',
    quality: 'low',
    size: '1376x768',
    usage: expect.objectContaining({ total_tokens: 1292, input_tokens_details: { text_tokens: 2, image_tokens: 0 } }),
  };
  expect(events).toEqual(Array(2).fill({ name: 'image_generation.completed', data: event }));
});

test('a stream in which nothing was made ends in an error, and is recorded with its status', async () => {
  await using shim = await startShim();
  const response = await ask(shim, { stream: true });
  shim.service.change({ ...FAILED, error: refusal });
  const { events } = await namedEventsOf(response);
  expect(events).toEqual([
    {
      name: 'error',
      data: { error: expect.objectContaining({ code: 'content_policy_violation', message: 'Refused.' }) },
    },
  ]);
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ status: 400, errorCode: 'content_rejected' });
});

test('a stream in which one of two was made says at its end what became of the other', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', BYTES);
  const response = await ask(shim, { stream: true, n: 2 });
  shim.service.change({ ...FAILED, error: refusal }, 'job_1');
  shim.service.change(finishedPicture(), 'job_2');
  const { events } = await namedEventsOf(response);
  expect(events).toMatchObject([
    { name: 'image_generation.completed' },
    { name: 'image_generation.incomplete', data: { warnings: ['1 of 2 pictures could not be made: Refused.'] } },
  ]);
});

test('variations are a 404 that says what to use', async () => {
  await using shim = await startShim();
  const response = await shim.post('/v1/images/variations', {});
  expect(response.status).toBe(404);
  expect(await errorOf(response)).toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('/v1/images/edits'),
  });
});
