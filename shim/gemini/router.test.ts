import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { KEY } from '../testing/fake-service.ts';
import { IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const ASK = { contents: [{ parts: [{ text: 'an otter' }] }] };
const COUNT = `/v1beta/models/${IMAGE_MODEL.id}:countTokens`;

interface GoogleError {
  code: number;
  message: string;
  status: string;
  details: { reason?: string }[];
}

async function errorOf(response: Response): Promise<GoogleError> {
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { error, ...others } = (await response.json()) as { error: GoogleError };
  expect(others).toEqual({});
  expect(Object.keys(error)).toEqual(['code', 'message', 'status', 'details']);
  expect(error.code).toBe(response.status);
  return error;
}

test.each([
  `/v1beta/models/${IMAGE_MODEL.id}:countTokens`,
  `/v1beta/models/${IMAGE_MODEL.id}%3AcountTokens`,
  `/v1/models/${IMAGE_MODEL.id}:countTokens`,
  `/v1alpha/models/${IMAGE_MODEL.id}:countTokens`,
  `//v1beta//models/${IMAGE_MODEL.id}:countTokens`,
  `/v1beta1/publishers/google/models/${IMAGE_MODEL.id}:countTokens`,
  `/v1/publishers/google/models/${IMAGE_MODEL.id}:countTokens`,
  `/v1beta1/projects/p/locations/us-central1/publishers/google/models/${IMAGE_MODEL.id}:countTokens`,
  '/v1beta/models/google/imagen:4:countTokens',
  '/v1beta/models/google%2Fimagen:4:countTokens',
])('POST %s reaches the method', async (path) => {
  await using shim = await startShim();
  shim.service.models = [IMAGE_MODEL, { ...IMAGE_MODEL, id: 'google/imagen:4' }];
  const response = await shim.post(path, ASK);
  expect(await response.json()).toMatchObject({ totalTokens: 2 });
});

test('the log tells the methods of one path apart, and nothing that callers make up', async () => {
  await using shim = await startShim();
  await shim.post(COUNT, ASK);
  await shim.post(`/v1beta/models/${IMAGE_MODEL.id}:madeUp`, ASK);
  await expect.poll(() => shim.service.finishedRequests.length).toBe(2);
  expect(shim.service.finishedRequests).toMatchObject([
    { route: '/:version/models/*model:countTokens', status: 200, model: IMAGE_MODEL.id, apiKeyId: 'key-id-1' },
    { route: '/:version/models/*model', status: 404, errorCode: 'not_found' },
  ]);
});

test('a method that there is not is a 404 in words', async () => {
  await using shim = await startShim();
  for (const [path, words] of [
    [`/v1beta/models/${IMAGE_MODEL.id}:embedContent`, "There is no method 'embedContent' here"],
    [`/v1beta/models/${IMAGE_MODEL.id}`, 'The path names no method'],
    [`/v1beta/models/${IMAGE_MODEL.id}:constructor`, "There is no method 'constructor' here"],
  ] as const) {
    const error = await errorOf(await shim.post(path, ASK));
    expect(error).toMatchObject({ code: 404, status: 'NOT_FOUND' });
    expect(error.message).toContain(words);
    expect(error.message).toContain(':generateContent');
  }
});

test('a good key is taken from each place that Google knows, and from a bearer', async () => {
  await using shim = await startShim();
  const statuses = await Promise.all(
    [
      fetch(`${shim.url}/v1beta/models`, { headers: { 'x-goog-api-key': KEY } }),
      fetch(`${shim.url}/v1beta/models?key=${KEY}`),
      fetch(`${shim.url}/v1beta/models`, { headers: { authorization: `Bearer ${KEY}` } }),
    ].map(async (response) => (await response).status),
  );
  expect(statuses).toEqual([200, 200, 200]);
});

test('a wrong key is a 400 with the reason that apps look for, a missing one a 403', async () => {
  await using shim = await startShim();
  for (const response of [
    await fetch(`${shim.url}/v1beta/models`, { headers: { 'x-goog-api-key': 'wrong' } }),
    await fetch(`${shim.url}/v1/models?key=wrong`),
    await shim.post(COUNT, '{not json', { headers: { authorization: 'Bearer wrong' } }),
  ]) {
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    expect(error.details[0]?.reason).toBe('API_KEY_INVALID');
  }
  for (const path of ['/v1beta/models', '/v1/models?key=']) {
    const error = await errorOf(await fetch(shim.url + path));
    expect(error).toMatchObject({ code: 403, status: 'PERMISSION_DENIED' });
  }
});

test('a key in the address is neither answered nor recorded', async () => {
  await using shim = await startShim();
  const answers = await Promise.all(
    ['/v1beta/models', '/v1beta/nothing', '/v1/models', COUNT, '/v1beta/files/x:download', '/v1/jobs/x'].map(
      async (path) => {
        const response = await fetch(`${shim.url}${path}?key=${KEY}`);
        return JSON.stringify([...response.headers]) + (await response.text());
      },
    ),
  );
  await expect.poll(() => shim.service.finishedRequests.length).toBe(answers.length);
  const records = shim.service.finishedRequests.map(
    ({ cause, ...entry }) => `${JSON.stringify(entry)} ${String(cause)}`,
  );
  expect([...answers, ...records].filter((line) => line.includes(KEY))).toEqual([]);
});

test.each(['/v1beta', '/v1beta/nothing', '/v1/interactions/x/y', '/upload/v1beta/nothing', '/v1beta1/projects/p'])(
  "%s, which is no route, is a 404 in Google's form",
  async (path) => {
    await using shim = await startShim();
    const response = await shim.get(path);
    expect(response.headers.get('x-request-id')).toBe('req_1');
    expect(await errorOf(response)).toMatchObject({ code: 404, status: 'NOT_FOUND' });
  },
);

test('a known path with another verb is a 405 that says what it takes, of its own wire', async () => {
  await using shim = await startShim();
  const response = await shim.get('/v1beta/models', { method: 'PUT' });
  expect(response.headers.get('allow')).toBe('HEAD, GET');
  expect(await errorOf(response)).toMatchObject({ code: 405, status: 'UNIMPLEMENTED' });
  const openai = await shim.post('/v1/models', {});
  expect(openai.headers.get('allow')).toBe('HEAD, GET');
});

test('reading what is to be called is a 405 as well', async () => {
  await using shim = await startShim();
  const response = await shim.get(COUNT);
  expect(response.headers.get('allow')).toBe('POST');
  expect(await errorOf(response)).toMatchObject({ code: 405, status: 'UNIMPLEMENTED' });
});

test('broken JSON is a 400 with its place', async () => {
  await using shim = await startShim();
  const error = await errorOf(await shim.post(COUNT, '{"contents": ]'));
  expect(error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
  expect(error.message).toContain('line 1, column 14');
});

test('browsers are told which headers they may send', async () => {
  await using shim = await startShim();
  const response = await fetch(shim.url + COUNT, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-goog-api-key,x-goog-api-client,content-type',
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-headers')).toContain('x-goog-api-key');
});

/** Everything that comes back for these bytes until the other side ends the connection. */
function exchange(shim: RunningShim, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

test.each([
  ['an odd header', `GET ${COUNT} HTTP/1.1\r\nhost: x\r\nodd\r\n\r\n`, 400],
  ['large headers', `GET ${COUNT} HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ['a broken chunk', `POST ${COUNT} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nodd\r\n`, 400],
  ['no Host', `GET ${COUNT} HTTP/1.1\r\n\r\n`, 400],
  ['an odd expectation', `GET ${COUNT} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nexpect: odd\r\n\r\n`, 417],
])("%s is answered in Google's form", async (_name, bytes, code) => {
  await using shim = await startShim();
  const [head = '', body = ''] = (await exchange(shim, bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
  expect(JSON.parse(body)).toEqual({
    error: { code, message: expect.any(String), status: 'INVALID_ARGUMENT', details: expect.any(Array) },
  });
});

test('a model of videos is refused by the methods of pictures, naming the one that makes them', async () => {
  await using shim = await startShim();
  for (const method of ['generateContent', 'streamGenerateContent', 'predict']) {
    const error = await errorOf(await shim.post(`/v1beta/models/${TEXT_VIDEO_MODEL.id}:${method}`, ASK));
    expect(error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    expect(error.message).toContain(`models/${TEXT_VIDEO_MODEL.id}:predictLongRunning`);
  }
  expect(shim.service.calls).toEqual([]);
});
