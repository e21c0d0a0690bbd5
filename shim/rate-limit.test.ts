import { expect, test } from 'vitest';
import { ServiceError } from '../schema/errors.ts';
import { presentRate } from './presenters/rate-limit.ts';
import { finishedPicture, IMAGE_MODEL, TEXT_VIDEO_MODEL } from './testing/fixtures.ts';
import { startShim } from './testing/start-shim.ts';

const PROMPT = 'a fox';
const CHAT = { model: IMAGE_MODEL.id, messages: [{ role: 'user', content: PROMPT }] };
const CONTENTS = { contents: [{ role: 'user', parts: [{ text: PROMPT }] }] };
const METHODS = '/v1beta/models';
const RATE = { limit: 7, remaining: 3, resetMs: 41_200 };
const TOLD = { limit: '7', remaining: '3', reset: '42s' };

const told = ({ headers }: Response) => ({
  limit: headers.get('x-ratelimit-limit-requests'),
  remaining: headers.get('x-ratelimit-remaining-requests'),
  reset: headers.get('x-ratelimit-reset-requests'),
});

/** Every way to make something, with a body that is right. */
const CREATES: [path: string, body: unknown][] = [
  ['/v1/chat/completions', CHAT],
  ['/v1/chat/completions', { ...CHAT, stream: true }],
  ['/v1/images/generations', { model: IMAGE_MODEL.id, prompt: PROMPT }],
  ['/v1/images/generations', { model: IMAGE_MODEL.id, prompt: PROMPT, stream: true }],
  ['/v1/responses', { model: IMAGE_MODEL.id, input: PROMPT, tools: [{ type: 'image_generation' }] }],
  ['/v1/videos', { model: TEXT_VIDEO_MODEL.id, prompt: PROMPT }],
  [`${METHODS}/${IMAGE_MODEL.id}:generateContent`, CONTENTS],
  [`${METHODS}/${IMAGE_MODEL.id}:streamGenerateContent?alt=sse`, CONTENTS],
  [`${METHODS}/${IMAGE_MODEL.id}:predict`, { instances: [{ prompt: PROMPT }] }],
  [`${METHODS}/${TEXT_VIDEO_MODEL.id}:predictLongRunning`, { instances: [{ prompt: PROMPT }] }],
  ['/v1beta/interactions', { model: IMAGE_MODEL.id, input: PROMPT }],
];

test.each(CREATES)('%s %j: a call over the limit is a 429 that says when to come back', async (path, body) => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('rate_limited', 'One request a minute.', { retryAfterMs: 41_200 });
  shim.service.rate = { ...RATE, remaining: 0 };
  const response = await shim.post(path, body);
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '42']);
  expect(response.headers.get('x-should-retry')).toBe(null);
  expect(told(response)).toEqual({ ...TOLD, remaining: '0' });
});

test.each(CREATES)('%s %j: an answer says how many calls are left', async (path, body) => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', Buffer.from('\x89PNG, or nearly', 'latin1'));
  shim.service.rate = RATE;
  const pending = shim.post(path, body);
  await expect.poll(() => shim.service.submitted.length).toBe(1);
  shim.service.change(finishedPicture());
  const response = await pending;
  expect(response.status).toBe(200);
  expect(told(response)).toEqual(TOLD);
  await response.body?.cancel();
});

const PICTURE = 'data:image/png;base64,iVBORw==';
/** Every way to make something from a picture. */
const WITH_PICTURES: [path: string, body: unknown][] = [
  ['/v1/chat/completions', { ...CHAT, image: PICTURE }],
  ['/v1/images/edits', { model: IMAGE_MODEL.id, prompt: PROMPT, image: PICTURE }],
  [
    '/v1/responses',
    {
      model: IMAGE_MODEL.id,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: PROMPT },
            { type: 'input_image', image_url: PICTURE },
          ],
        },
      ],
    },
  ],
  [
    `${METHODS}/${IMAGE_MODEL.id}:generateContent`,
    { contents: [{ parts: [{ text: PROMPT }, { inlineData: { mimeType: 'image/png', data: 'iVBORw==' } }] }] },
  ],
  [
    '/v1beta/interactions',
    {
      model: IMAGE_MODEL.id,
      input: [
        { type: 'text', text: PROMPT },
        { type: 'image', mime_type: 'image/png', data: 'iVBORw==' },
      ],
    },
  ],
];

test.each(WITH_PICTURES)('%s: no picture is kept for a key that may not use the model', async (path, body) => {
  await using shim = await startShim();
  shim.service.forbiddenModels.add(IMAGE_MODEL.id);
  expect((await shim.post(path, body)).status).toBe(403);
  expect(shim.service.keptPictures).toEqual([]);
});

const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('image', new Blob([Buffer.from('iVBORw==', 'base64')]), 'a.png');
  return form;
};

test.each([
  ['/v1/images/edits', IMAGE_MODEL.id],
  ['/v1/videos', TEXT_VIDEO_MODEL.id],
])(
  '%s: the files of a form are kept for no call that is over the limit, also if it may repeat another',
  async (path, model) => {
    await using shim = await startShim();
    shim.service.refusal = new ServiceError('rate_limited', 'One request a minute.', { retryAfterMs: 41_200 });
    shim.service.rate = { ...RATE, remaining: 0 };
    const send = (headers = {}) => shim.get(path, { method: 'POST', headers, body: formOf({ prompt: PROMPT, model }) });
    const response = await send();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '42']);
    expect(told(response)).toEqual({ ...TOLD, remaining: '0' });
    expect(shim.service.keptPictures).toEqual([]);
    expect((await send({ 'x-stainless-retry-count': '1' })).status).toBe(429);
    expect((await send({ 'idempotency-key': 'twice' })).status).toBe(429);
    expect(shim.service.keptPictures).toEqual([]);
  },
);

test('the files of a form are kept for no key that may not use the model', async () => {
  await using shim = await startShim();
  shim.service.forbiddenModels.add(IMAGE_MODEL.id);
  const body = formOf({ prompt: PROMPT, model: IMAGE_MODEL.id });
  const response = await shim.get('/v1/images/edits', { method: 'POST', body });
  expect(response.status).toBe(403);
  expect(shim.service.keptPictures).toEqual([]);
});

test('a key whose calls are not limited is told nothing, nor is a call that makes nothing', async () => {
  await using shim = await startShim();
  const nothing = { limit: null, remaining: null, reset: null };
  const video = { model: TEXT_VIDEO_MODEL.id, prompt: PROMPT };
  expect(told(await shim.post('/v1/videos', video))).toEqual(nothing);
  shim.service.rate = RATE;
  expect(told(await shim.get('/v1/models'))).toEqual(nothing);
});

test('pages of other origins may read the headers, of refusals, too', async () => {
  await using shim = await startShim();
  shim.service.rate = RATE;
  shim.service.refusal = new ServiceError('rate_limited', 'One request a minute.', { retryAfterMs: 1 });
  const response = await shim.post('/v1/chat/completions', CHAT, { headers: { origin: 'https://app.example' } });
  const exposed = response.headers.get('access-control-expose-headers') ?? '';
  for (const name of ['limit', 'remaining', 'reset']) expect(exposed).toContain(`x-ratelimit-${name}-requests`);
  expect(exposed).toContain('retry-after');
});

test.each([
  [0, '0s'],
  [1, '1s'],
  [59_001, '1m0s'],
  [61_000, '1m1s'],
  [360_000, '6m0s'],
])('%i ms are written as %s', (resetMs, text) => {
  expect(presentRate({ ...RATE, resetMs })['x-ratelimit-reset-requests']).toBe(text);
});
