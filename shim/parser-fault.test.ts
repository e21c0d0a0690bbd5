import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { KEY } from './testing/fake-service.ts';
import { type RunningShim, startShim } from './testing/start-shim.ts';

const CHAT_HEAD = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n`;
const MODELS = `GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n\r\n`;

/** Everything that comes back for these bytes until the other side ends the connection. */
function exchange(shim: RunningShim, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

function read(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(/: */)));
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

test.each([
  ['a line that is no request', 'hello\r\n\r\n', 400, 'invalid_request'],
  ['another protocol', '\x16\x03\x01\x02\x00\x01\x00', 400, 'invalid_request'],
  ['an unknown method', 'BREW /v1/models HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'invalid_request'],
  ['a header without a colon', 'GET / HTTP/1.1\r\nhost: x\r\nodd\r\n\r\n', 400, 'invalid_request'],
  [
    'two lengths',
    'GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    400,
    'invalid_request',
  ],
  ['a broken chunk', `${CHAT_HEAD}transfer-encoding: chunked\r\n\r\nnot-a-size\r\n`, 400, 'invalid_request'],
  ['no Host', 'GET /v1/models HTTP/1.1\r\n\r\n', 400, 'invalid_request'],
  ['large headers', `GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'headers_too_large'],
])('%s is answered in the envelope, with an id, and the connection ends', async (_name, bytes, status, code) => {
  await using shim = await startShim();
  const answer = read(await exchange(shim, bytes));
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({ connection: 'close', 'x-request-id': 'req_1' });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.body));
  const { error } = JSON.parse(answer.body) as { error: object };
  expect(error).toMatchObject({ type: 'invalid_request_error', code, message: expect.any(String) });
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
});

test('an expectation that nobody knows is a 417 in the envelope with an id, and the connection serves on', async () => {
  await using shim = await startShim();
  const socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  socket.write(`${CHAT_HEAD}expect: foo\r\ncontent-length: 2\r\n\r\n{}`);
  socket.end(MODELS.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
  const answers = await text(socket);
  const { status, headers } = read(answers);
  expect(status).toBe(417);
  expect(headers['x-request-id']).toBe('req_1');
  expect(answers).toContain('"code":"expectation_failed"');
  expect(answers).toContain('HTTP/1.1 200 OK');
  expect(shim.service.finishedRequests.map((entry) => entry.status)).toEqual([417, 200]);
});

test('a caller who asks to go on before sending is told to, and answered', async () => {
  await using shim = await startShim();
  const answers = await exchange(
    shim,
    `${CHAT_HEAD}connection: close\r\nexpect: 100-Continue\r\ncontent-length: 2\r\n\r\n{}`,
  );
  expect(answers).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /);
});

test('a request whose rest does not come in time is a 408 in the envelope', async () => {
  await using shim = await startShim({ requestTimeout: 20, connectionsCheckingInterval: 10 });
  const answer = read(await exchange(shim, `${CHAT_HEAD}content-length: 10\r\n\r\n{`));
  expect(answer.status).toBe(408);
  expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'request_timeout' } });
});

test('what follows a good request does not reach into its answer', async () => {
  await using shim = await startShim();
  const socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  socket.write(MODELS);
  await new Promise((answered) => socket.once('data', answered));
  socket.write('hello\r\n\r\n');
  const answer = read(await text(socket));
  expect([answer.status, answer.headers['x-request-id']]).toEqual([400, 'req_2']);
});

test('what could not be read is recorded under the id that its answer has', async () => {
  await using shim = await startShim();
  await exchange(shim, 'hello\r\n\r\n');
  expect(shim.service.finishedRequests).toMatchObject([
    { requestId: 'req_1', route: 'unparsed', status: 400, errorCode: 'invalid_request', callerLeft: false },
  ]);
});

test('a request of HTTP/1.0 needs no Host', async () => {
  await using shim = await startShim();
  expect(read(await exchange(shim, 'GET /health HTTP/1.0\r\n\r\n')).status).toBe(200);
});
