import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ServiceError } from '../schema/errors.ts';
import { OTHER_KEY } from './testing/fake-service.ts';
import { IMAGE_MODEL } from './testing/fixtures.ts';
import { type RunningShim, startShim } from './testing/start-shim.ts';

const CHAT = '/v1/chat/completions';

async function errorOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  return error;
}

test.each(['/nothing', '/v1', '/v1/nothing', '/v1/images', '/files/', '/files/a/b'])(
  '%s, which is no route, is a 404 in the envelope',
  async (path) => {
    await using shim = await startShim();
    const response = await shim.get(path);
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ type: 'invalid_request_error', code: 'not_found', param: null });
  },
);

test.each<[string, (shim: RunningShim, text: string) => Promise<Response>]>([
  ['a model', (shim, text) => shim.post(CHAT, { model: text, messages: [{ role: 'user', content: 'x' }] })],
  ['a model in a path', (shim, text) => shim.get(`/v1/models/${text}`)],
  ['a job', (shim, text) => shim.get(`/v1/jobs/${text}`)],
  ['a path', (shim, text) => shim.get(`/${text}`)],
  ['a method on a path', (shim, text) => shim.get(`/v1/jobs/${text}`, { method: 'PUT' })],
  ['a compression', (shim, text) => shim.post(CHAT, '{}', { headers: { 'content-encoding': text } })],
  [
    'a type of part',
    (shim, type) => shim.post(CHAT, { model: IMAGE_MODEL.id, messages: [{ role: 'user', content: [{ type }] }] }),
  ],
])('an answer repeats %s only so far, however long it is', async (_name, ask) => {
  await using shim = await startShim();
  const { message } = await errorOf(await ask(shim, 'x'.repeat(8_000)));
  expect(message).toMatch(/x{80,100}…/);
  expect(String(message).length).toBeLessThan(300);
});

test('a known path with another method is a 405 that says what it takes', async () => {
  await using shim = await startShim();
  const response = await shim.get(CHAT);
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
  expect(await errorOf(response)).toMatchObject({ code: 'method_not_allowed' });
  expect((await shim.get('/v1/jobs/x', { method: 'PUT' })).headers.get('allow')?.split(', ').sort()).toEqual([
    'DELETE',
    'GET',
    'HEAD',
  ]);
  expect((await shim.get(CHAT, { method: 'OPTIONS' })).status).toBe(204);
});

test('every answer carries our request id, not the one the caller sent', async () => {
  await using shim = await startShim();
  const headers = { 'x-request-id': 'forged' };
  const good = await shim.get('/v1/models', { headers });
  const bad = await shim.get('/nothing', { headers });
  expect([good.headers.get('x-request-id'), bad.headers.get('x-request-id')]).toEqual(['req_1', 'req_2']);
});

test('a missing and a wrong key are a 401, before the body is looked at', async () => {
  await using shim = await startShim();
  for (const authorization of ['', 'Bearer wrong', 'Basic a2V5', 'Bearer']) {
    const response = await shim.post(CHAT, '{not json', { headers: { authorization } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_api_key' });
  }
  expect((await fetch(`${shim.url}/v1/models`)).status).toBe(401);
});

test("a key is taken from Google's header as well", async () => {
  await using shim = await startShim();
  expect((await fetch(`${shim.url}/v1/models`, { headers: { 'x-goog-api-key': OTHER_KEY } })).status).toBe(200);
});

test('broken JSON is a 400 with the line and column of the fault, and does not repeat the body', async () => {
  await using shim = await startShim();
  const response = await shim.post(CHAT, '{"model": "m",\n "password": secret}');
  expect(response.status).toBe(400);
  const { message, code } = await errorOf(response);
  expect(code).toBe('invalid_request');
  expect(message).toContain('line 2, column 14');
  expect(message).not.toContain('secret');
});

test.each([
  ['', 'empty'],
  ['  \n', 'empty'],
  ['[1]', 'JSON object'],
  ['"text"', 'JSON object'],
  ['null', 'JSON object'],
])('the body %j is a 400 that says so', async (body, hint) => {
  await using shim = await startShim();
  const response = await shim.post(CHAT, body);
  expect(response.status).toBe(400);
  expect((await errorOf(response)).message).toContain(hint);
});

test('the content type does not matter, compression does', async () => {
  await using shim = await startShim();
  const plain = await shim.post(CHAT, '{}', { headers: { 'content-type': 'text/plain' } });
  expect(await errorOf(plain)).toMatchObject({ code: 'missing_required_parameter', param: 'model' });
  const packed = await shim.post(CHAT, '{}', { headers: { 'content-encoding': 'gzip' } });
  expect((await errorOf(packed)).message).toContain('gzip');
});

test('a body that is not UTF-8 is a 400 that says where, and nothing is asked for with it', async () => {
  await using shim = await startShim();
  const messages = [{ role: 'user', content: 'caf\u00e9' }];
  const text = JSON.stringify({ model: IMAGE_MODEL.id, messages });
  const response = await shim.post(CHAT, '', { body: Buffer.from(text, 'latin1') });
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining(`position ${text.indexOf('\u00e9')},`),
  });
  expect(shim.service.submitted).toEqual([]);
});

test('another charset than UTF-8 is a 400 that names it', async () => {
  await using shim = await startShim();
  for (const charset of ['iso-8859-1', 'UTF-16LE', '"windows-1252"']) {
    const headers = { 'content-type': `application/json; charset=${charset}` };
    const response = await shim.post(CHAT, '{}', { headers });
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toContain(charset.replaceAll('"', ''));
  }
  const headers = { 'content-type': 'application/json; Charset="UTF-8"' };
  expect(await errorOf(await shim.post(CHAT, '\ufeff{}', { headers }))).toMatchObject({ param: 'model' });
});

test('a body over the limit is a 413, announced or not, and the connection serves on', async () => {
  await using shim = await startShim();
  shim.service.settings.bodyLimitBytes = 100_000;
  const announced = await shim.post(CHAT, 'x'.repeat(150_000));
  expect(announced.status).toBe(413);
  expect(await errorOf(announced)).toMatchObject({ code: 'body_too_large' });
  const chunks = new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < 15; sent += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(10_000)));
      controller.close();
    },
  });
  const unannounced = await shim.post(CHAT, '', { body: chunks, duplex: 'half' } as RequestInit);
  expect(unannounced.status).toBe(413);
  expect((await shim.get('/health')).status).toBe(200);
});

test('a body without end is cut off instead of being taken in for ever', async () => {
  await using shim = await startShim();
  shim.service.settings.bodyLimitBytes = 10_000;
  const socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  socket.on('error', () => undefined); // being cut off is what is expected
  socket.write(
    `POST ${CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer key-for-tests\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
  const sending = setInterval(() => socket.write(chunk.repeat(4)), 5);
  await new Promise((closed) => socket.once('close', closed));
  clearInterval(sending);
  expect(socket.destroyed).toBe(true);
});

test('a failure that nobody foresaw is a 500 that tells nothing of itself, and the record has it', async () => {
  await using shim = await startShim();
  const cause = new Error('SELECT * FROM secrets');
  shim.service.deps.status.ready = () => Promise.reject(cause);
  const response = await shim.get('/ready');
  expect(response.status).toBe(500);
  const body = await text(response.body as never);
  expect(body).not.toContain('secrets');
  expect(JSON.parse(body).error).toMatchObject({ type: 'server_error', code: 'internal_error' });
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ status: 500, errorCode: 'internal_error', cause });
});

test('a request is recorded once, by the pattern of its route', async () => {
  await using shim = await startShim();
  await (await shim.get('/v1/models/unknown%2Fname')).text();
  await (await shim.get('/wp-login.php')).text();
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(2);
  expect(shim.service.finishedRequests).toMatchObject([
    {
      requestId: 'req_1',
      method: 'GET',
      route: '/v1/models/{*id}',
      status: 404,
      apiKeyId: 'key-id-1',
      errorCode: 'model_not_found',
      callerLeft: false,
    },
    {
      requestId: 'req_2',
      method: 'GET',
      route: 'unmatched',
      status: 404,
      apiKeyId: null,
      errorCode: 'not_found',
      callerLeft: false,
    },
  ]);
});

test('a file that a page of the console shows is no request of a caller, from elsewhere it is', async () => {
  await using shim = await startShim();
  for (const site of ['same-origin', 'cross-site']) {
    await (await shim.get('/files/none.png', { headers: { 'sec-fetch-site': site } })).text();
  }
  await (await shim.get('/v1/models', { headers: { 'sec-fetch-site': 'same-origin' } })).text();
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(2);
  const routes = shim.service.finishedRequests.map(({ requestId, route }) => [requestId, route]);
  expect(routes).toEqual([
    ['req_2', '/files/:name'],
    ['req_3', '/v1/models'],
  ]);
});

test('how long to wait and whether to repeat stand in headers', async () => {
  await using shim = await startShim();
  const ask = () =>
    shim.post(CHAT, { model: 'gemini-2.5-flash-image-landscape', messages: [{ role: 'user', content: 'x' }] });
  shim.service.refusal = new ServiceError('queue_full', 'All slots are taken.', { retryAfterMs: 2_400 });
  const full = await ask();
  expect([full.status, full.headers.get('retry-after'), full.headers.get('x-should-retry')]).toEqual([429, '3', null]);
  expect(await errorOf(full)).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' });
  shim.service.refusal = new ServiceError('content_rejected', 'Refused.', { param: 'messages' });
  const refused = await ask();
  expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([400, 'false']);
  expect(await errorOf(refused)).toMatchObject({
    type: 'image_generation_user_error',
    code: 'content_policy_violation',
    param: 'messages',
  });
});
