import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { OTHER_KEY } from '../testing/fake-service.ts';
import { finishedPicture, finishedVideo, IMAGE_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

function chat(shim: RunningShim, content: unknown = 'an otter', more: object = {}, init: RequestInit = {}) {
  const messages = [{ role: 'user', content }];
  return shim.post('/v1/chat/completions', { model: IMAGE_MODEL.id, messages, ...more }, init);
}

function withPicture(url: string) {
  return [
    { type: 'text', text: 'redder' },
    { type: 'image_url', image_url: { url } },
  ];
}

async function errorOf(response: Response) {
  return ((await response.json()) as { error: Record<string, unknown> }).error;
}

/** Lets a chat go on once its job is being watched. */
async function finish(shim: RunningShim, patch = finishedPicture()): Promise<void> {
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  shim.service.change(patch);
}

test('an answer has the link in its text, the bytes in its images, and the job in its headers', async () => {
  await using shim = await startShim();
  const bytes = Buffer.alloc(5_000, 7);
  shim.service.pictures.set('result.png', bytes);
  const [response] = await Promise.all([chat(shim), finish(shim, { upstream: 'sandbox', ...finishedPicture() })]);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-flow2api-job-id': 'job_1',
    'x-flow2api-upstream': 'sandbox',
    'x-request-id': 'req_1',
  });
  const url = `${shim.url}/files/result.png`;
  expect(await response.json()).toEqual({
    id: 'chatcmpl-job_1',
    object: 'chat.completion',
    created: 1_800_000_000,
    model: IMAGE_MODEL.id,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: `![image](${url})`,
          refusal: null,
          images: [
            { type: 'image_url', image_url: { url: `data:image/png;base64,${bytes.toString('base64')}` }, index: 0 },
          ],
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 2, completion_tokens: 1290, total_tokens: 1292 },
    url,
  });
});

test.each([
  ['markdown', true, false],
  ['images', false, true],
  ['both', true, true],
] as const)(
  'with chat images "%s" the text has the link: %s, images are there: %s',
  async (chatImages, link, images) => {
    await using shim = await startShim();
    shim.service.settings.chatImages = chatImages;
    shim.service.pictures.set('result.png', PNG);
    const [response] = await Promise.all([chat(shim), finish(shim)]);
    const { message } = ((await response.json()) as { choices: [{ message: { content: string; images?: unknown[] } }] })
      .choices[0];
    expect(message.content.includes('/files/result.png')).toBe(link);
    expect(message.images !== undefined).toBe(images);
  },
);

test('a key with a choice of its own has it, whatever holds for the others', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', PNG);
  const body = { model: IMAGE_MODEL.id, messages: [{ role: 'user', content: 'a fox' }] };
  const headers = { authorization: `Bearer ${OTHER_KEY}` }; // which wants Markdown only
  const [response] = await Promise.all([shim.post('/v1/chat/completions', body, { headers }), finish(shim)]);
  const { choices } = (await response.json()) as { choices: [{ message: { content: string; images?: unknown[] } }] };
  expect(choices[0].message.content).toContain('/files/result.png');
  expect(choices[0].message.images).toBe(undefined);
});

test('a file that is not kept any more, or never was, goes out by its address', async () => {
  await using shim = await startShim();
  const passedOn = {
    ...(finishedPicture().assets?.[0] as object),
    file: null,
    url: 'https://cdn.example/x?Expires=9',
  } as never;
  const assets = [...(finishedPicture('evicted.png').assets ?? []), passedOn];
  const [response] = await Promise.all([chat(shim), finish(shim, { ...finishedPicture(), assets })]);
  const { message } = ((await response.json()) as { choices: [{ message: { content: string; images: unknown } }] })
    .choices[0];
  const evicted = `${shim.url}/files/evicted.png`;
  expect(message.content).toBe(`![image](${evicted})\n\n![image](https://cdn.example/x?Expires=9)`);
  expect(message.images).toEqual([
    { type: 'image_url', image_url: { url: evicted }, index: 0 },
    { type: 'image_url', image_url: { url: 'https://cdn.example/x?Expires=9' }, index: 1 },
  ]);
});

test('a video is a link whose address ends in .mp4', async () => {
  await using shim = await startShim();
  const [response] = await Promise.all([chat(shim), finish(shim, { ...finishedVideo(), notice: 'Plain size.' })]);
  const url = `${shim.url}/files/result.mp4`;
  expect(await response.json()).toMatchObject({
    url,
    choices: [{ message: { content: `[video](${url})`, reasoning_content: 'Plain size.' } }],
    usage: { completion_tokens: 8 * 258 },
  });
});

test('wishes beside the messages reach the service in our words, with the caller and the route', async () => {
  await using shim = await startShim();
  const more = {
    size: '1024x1024',
    aspectRatio: '1:1',
    duration: '8s',
    quality: 'hd',
    resolution: '2K',
    seed: 7,
    temperature: 1,
  };
  await Promise.all([chat(shim, 'an otter', more), finish(shim)]);
  expect(shim.service.submitted).toEqual([
    {
      request: {
        model: IMAGE_MODEL.id,
        prompt: 'an otter',
        images: [],
        size: '1024x1024',
        aspectRatio: '1:1',
        seconds: '8s',
        quality: 'hd',
        resolution: '2K',
        seed: 7,
      },
      origin: { apiKeyId: 'key-id-1', requestId: 'req_1', route: '/v1/chat/completions' },
    },
  ]);
});

test('an unknown model is a 404 with the nearest names, before any picture is fetched', async () => {
  await using shim = await startShim();
  const response = await chat(shim, withPicture('https://pictures.example/a.png'), { model: 'gemini' });
  expect(response.status).toBe(404);
  expect(await errorOf(response)).toMatchObject({
    code: 'model_not_found',
    param: 'model',
    message: expect.stringContaining(IMAGE_MODEL.id),
  });
  expect(shim.service.fetched).toEqual([]);
});

test('what submit refuses is the plain status, also for a stream', async () => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('no_token_available', 'Nobody can serve: 2 tokens expired.');
  for (const stream of [false, true]) {
    const response = await chat(shim, 'x', { stream });
    expect([response.status, response.headers.get('x-flow2api-job-id')]).toEqual([503, null]);
    expect(await errorOf(response)).toMatchObject({ code: 'no_token_available' });
  }
});

const FAILED = { state: 'failed', startedAt: 1 } as const;
const failure = (code: 'content_rejected' | 'upstream_timeout' | 'token_throttled') =>
  ({ code, message: 'Why.', reason: null, retryAfterMs: 5_000 }) as const;

test.each([
  ['refused content', { ...FAILED, error: failure('content_rejected') }, 400, 'content_policy_violation', 'false'],
  [
    'an upstream failure after work began',
    { ...FAILED, error: failure('upstream_timeout') },
    503,
    'upstream_timeout',
    'false',
  ],
  [
    'throttling before work began',
    { ...FAILED, startedAt: null, error: failure('token_throttled') },
    429,
    'rate_limit_exceeded',
    null,
  ],
  [
    'an outage that refused the work',
    { ...FAILED, error: { ...failure('upstream_timeout'), outcome: 'refused' } },
    503,
    'upstream_timeout',
    null,
  ],
  ['a lost answer to the submit', { state: 'submit_unknown', startedAt: 1 }, 502, 'upstream_unknown', 'false'],
  ['a cancelled job', { state: 'cancelled' }, 400, 'cancelled', 'false'],
  ['an end without a file', { state: 'completed', startedAt: 1 }, 502, 'upstream_malformed', 'false'],
] as const)(
  '%s is told with its status, the job, and whether to repeat',
  async (_name, patch, status, code, repeat) => {
    await using shim = await startShim();
    const [response] = await Promise.all([chat(shim), finish(shim, patch)]);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-should-retry')).toBe(repeat);
    expect(response.headers.get('x-flow2api-job-id')).toBe('job_1');
    expect(await errorOf(response)).toMatchObject({ code });
  },
);

test('when we fail while a job runs, the SDK is told not to start it again', async () => {
  await using shim = await startShim();
  shim.service.watchFailure = new Error('database is locked');
  const response = await chat(shim);
  expect([response.status, response.headers.get('x-should-retry')]).toEqual([500, 'false']);
  expect(JSON.stringify(await errorOf(response))).not.toContain('locked');
});

test('a caller who must wait long is held by blanks before the JSON, under status 200', async () => {
  await using shim = await startShim();
  Object.assign(shim.service.settings, { holdAnswerMs: 5, heartbeatMs: 5 });
  shim.service.pictures.set('result.png', PNG);
  const response = await chat(shim);
  expect([response.status, response.headers.get('x-flow2api-job-id')]).toEqual([200, 'job_1']);
  shim.service.change(finishedPicture());
  const body = await response.text();
  expect(body).toMatch(/^ +\{"id"/);
  expect(JSON.parse(body)).toMatchObject({ object: 'chat.completion', choices: [{ message: { images: [{}] } }] });
});

test('a failure after the status went out is an error in the body', async () => {
  await using shim = await startShim();
  Object.assign(shim.service.settings, { holdAnswerMs: 5, heartbeatMs: 5 });
  const response = await chat(shim);
  shim.service.change({ ...FAILED, error: failure('content_rejected') });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ error: { code: 'content_policy_violation', message: 'Why.' } });
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({
    status: 400,
    errorCode: 'content_rejected',
    jobId: 'job_1',
  });
});

test.each([false, true])(
  'a failure that comes too late for the status is recorded with the one it would have had (stream: %s)',
  async (stream) => {
    await using shim = await startShim();
    Object.assign(shim.service.settings, { holdAnswerMs: 5, heartbeatMs: 5 });
    const response = await chat(shim, 'x', { stream });
    shim.service.change({ ...FAILED, error: failure('upstream_timeout') });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('upstream_timeout');
    await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
    expect(shim.service.finishedRequests[0]).toMatchObject({
      status: 503,
      errorCode: 'upstream_timeout',
      callerLeft: false,
    });
  },
);

test('the record has the body only while bodies are to be captured', async () => {
  await using shim = await startShim();
  const body = { model: 'unknown', messages: [{ role: 'user', content: 'x' }] };
  for (const captureBodies of [false, true]) {
    shim.service.settings.captureBodies = captureBodies;
    await (await shim.post('/v1/chat/completions', body)).text();
  }
  await (await shim.get('/v1/models')).text();
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(3);
  expect(shim.service.finishedRequests.map(({ requestBody }) => requestBody)).toEqual([undefined, body, undefined]);
});

test('a caller who leaves stops the watching and nothing else', async () => {
  await using shim = await startShim();
  const leaving = new AbortController();
  const asking = chat(shim, 'x', {}, { signal: leaving.signal });
  await expect.poll(() => shim.service.watches).toHaveLength(1);
  leaving.abort();
  await expect(asking).rejects.toThrow();
  await expect.poll(() => shim.service.watches[0]?.aborted).toBe(true);
  expect(shim.service.cancelled).toEqual([]);
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({
    status: 499,
    callerLeft: true,
    errorCode: null,
    jobId: 'job_1',
    model: IMAGE_MODEL.id,
  });
});

test('links follow the address that callers reach us at; a stranger cannot bend them', async () => {
  await using shim = await startShim();
  const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
  const urlOf = async () => {
    const [response] = await Promise.all([chat(shim, 'x', {}, { headers }), finish(shim, finishedVideo())]);
    return ((await response.json()) as { url: string }).url;
  };
  expect(await urlOf()).toBe(`${shim.url}/files/result.mp4`);
  shim.service.settings.trustedProxies = ['loopback'];
  expect(await urlOf()).toBe('https://evil.example/files/result.mp4');
  shim.service.settings.publicUrl = 'https://gw.example.org';
  expect(await urlOf()).toBe('https://gw.example.org/files/result.mp4');
});
