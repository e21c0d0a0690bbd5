import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServiceError } from '../../../schema/errors.ts';
import { OTHER_KEY } from '../../testing/fake-service.ts';
import { type RunningShim, startShim } from '../../testing/start-shim.ts';

const START = '/upload/v1beta/files';
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');

let shim: RunningShim;
beforeEach(async () => {
  shim = await startShim();
  shim.service.files.set('in.png', { path: '/', mimeType: 'image/png', bytes: PNG.length, createdAt: 0 });
});
afterEach(() => shim[Symbol.asyncDispose]());

function start(headers: Record<string, string> = {}, body: unknown = '', path = START) {
  const usual = { 'x-goog-upload-protocol': 'resumable', 'x-goog-upload-command': 'start' };
  return shim.post(path, body, { headers: { ...usual, ...headers } });
}

/** Where the bytes of a new upload are to be sent. */
async function begun(): Promise<string> {
  const url = (await start()).headers.get('x-goog-upload-url');
  if (url === null) throw new Error('no address came');
  return url;
}

/** A piece as any program sends it, without a key. */
function send(url: string, command: string, body: Buffer | null = null, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', body, headers: { 'x-goog-upload-command': command, ...headers } });
}

async function refusal(response: Response) {
  return ((await response.json()) as { error: { message: string; status: string } }).error;
}

test('the beginning answers with the address of our own origin where the bytes go', async () => {
  const response = await start(
    { 'x-goog-upload-header-content-length': '15', 'x-goog-upload-header-content-type': 'image/png' },
    { file: { displayName: 'a fox', mimeType: 'image/png', sizeBytes: '15' } },
  );
  expect(response.status).toBe(200);
  expect(response.headers.get('x-goog-upload-status')).toBe('active');
  expect(response.headers.get('x-goog-upload-url')).toBe(`${shim.url}/upload/v1beta/files/upload1`);
});

test('a size that is no number is refused, and one that is is held against what comes', async () => {
  const silly = await start({ 'x-goog-upload-header-content-length': 'all' });
  expect([silly.status, (await refusal(silly)).message]).toEqual([400, expect.stringContaining('number of bytes')]);
  await start({ 'x-goog-upload-header-content-length': '15' });
  expect(shim.service.announced).toEqual([15]);
});

test('the address has the version that was called and never the key', async () => {
  const response = await start({}, '', `/upload/v1/files?key=${OTHER_KEY}`);
  expect(response.headers.get('x-goog-upload-url')).toBe(`${shim.url}/upload/v1/files/upload1`);
});

test('bytes that come in one piece are a file, which needs no key to be sent', async () => {
  const response = await send(await begun(), 'upload, finalize', PNG, { 'x-goog-upload-offset': '0' });
  expect(response.headers.get('x-goog-upload-status')).toBe('final');
  expect(await response.json()).toEqual({
    file: expect.objectContaining({
      name: 'files/inpng',
      mimeType: 'image/png',
      sizeBytes: '15',
      uri: `${shim.url}/v1beta/files/inpng`,
      state: 'ACTIVE',
      source: 'UPLOADED',
    }),
  });
  expect(PNG.equals(shim.service.keptPictures[0] as Buffer)).toBe(true);
});

test('bytes that come in several pieces are active until the last one; the way so far can be asked for', async () => {
  const url = await begun();
  const first = await send(url, 'upload', PNG.subarray(0, 5), { 'x-goog-upload-offset': '0' });
  expect(first.headers.get('x-goog-upload-status')).toBe('active');
  const asked = await send(url, 'query');
  expect(asked.headers.get('x-goog-upload-status')).toBe('active');
  expect(asked.headers.get('x-goog-upload-size-received')).toBe('5');
  const wrong = await send(url, 'upload, finalize', PNG, { 'x-goog-upload-offset': '0' });
  expect(await refusal(wrong)).toMatchObject({ status: 'INVALID_ARGUMENT' });
});

test('an upload that was cancelled is not there any more', async () => {
  const url = await begun();
  expect((await send(url, 'cancel')).headers.get('x-goog-upload-status')).toBe('cancelled');
  expect((await send(url, 'upload, finalize', PNG)).status).toBe(404);
  expect((await send(`${shim.url}${START}/nobodys`, 'query')).status).toBe(404);
});

test.each<[string, Record<string, string>, unknown, string]>([
  ['another protocol', { 'x-goog-upload-protocol': 'raw' }, '', 'resumable protocol'],
  ['no command', { 'x-goog-upload-command': '' }, '', 'resumable protocol'],
  ['a film', { 'x-goog-upload-header-content-type': 'video/mp4' }, '', 'Only pictures'],
  ['a text in its description', {}, { file: { mime_type: 'application/pdf' } }, 'Only pictures'],
  ['too large a picture', { 'x-goog-upload-header-content-length': '99999999' }, '', 'larger than'],
  ['a name of its own', {}, { file: { name: 'files/fox' } }, 'cannot be chosen'],
  ['a description that is no JSON', {}, '{', 'not valid JSON'],
  ['a description of the wrong form', {}, { file: 'fox' }, "'file' is not valid"],
])('%s is refused before any byte is sent', async (_, headers, body, words) => {
  const { status, message } = await refusal(await start(headers, body));
  expect(status).toBe('INVALID_ARGUMENT');
  expect(message).toContain(words);
  expect(shim.service.uploads.size).toBe(0);
});

test('what the service refuses is refused', async () => {
  shim.service.refusal = new ServiceError('rate_limited', 'Too many uploads.', { retryAfterMs: 60_000 });
  const response = await start();
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '59']);
});

test('a key is needed to begin', async () => {
  const headers = { 'x-goog-upload-protocol': 'resumable', 'x-goog-upload-command': 'start' };
  expect((await fetch(shim.url + START, { method: 'POST', headers })).status).toBe(403);
});

test.each([
  ['an unknown command', 'upload, burn', {}],
  ['an offset that is no number', 'upload', { 'x-goog-upload-offset': '-1' }],
  ['bytes that are no picture', 'upload, finalize', {}],
])('%s is refused', async (_, command, headers: Record<string, string>) => {
  const { status, message } = await refusal(await send(await begun(), command, Buffer.from('text'), headers));
  expect(status).toBe('INVALID_ARGUMENT');
  expect(message).not.toBe('');
});

test("a refusal is answered although bytes are still coming, and a caller who leaves in the middle is nobody's failure", async () => {
  const url = new URL(await begun());
  const head = (more: string) =>
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: 100000\r\n${more}\r\n\r\n`;
  const socket = connect(Number(url.port), url.hostname);
  socket.end(`${head('x-goog-upload-command: upload\r\nx-goog-upload-offset: 7')}some bytes`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);

  const leaving = connect(Number(url.port), url.hostname);
  leaving.write(`${head('x-goog-upload-command: upload')}some bytes`);
  await expect.poll(() => shim.service.uploads.get('upload1')?.received).toBe('some bytes'.length);
  leaving.destroy();
  await expect.poll(() => shim.service.finishedRequests.at(-1)?.status).toBe(499);
  expect(shim.service.finishedRequests.at(-1)).toMatchObject({ callerLeft: true, errorCode: null });
});
