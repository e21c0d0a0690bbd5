import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY } from '../../testing/fake-service.ts';
import { type RunningShim, startShim } from '../../testing/start-shim.ts';

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

let folder: string;
let shim: RunningShim;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shim-files-'));
  shim = await startShim();
  const path = join(folder, 'bytes');
  await writeFile(path, BYTES);
  const createdAt = 1_800_000_000_000;
  shim.service.files.set('4f0c9a.mp4', { path, mimeType: 'video/mp4', bytes: BYTES.length, createdAt });
});
afterEach(async () => {
  await shim[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

test('a file tells what it is and where its bytes are, and is ready at once', async () => {
  const response = await fetch(`${shim.url}/v1beta/files/4f0c9amp4`);
  expect(await response.json()).toEqual({
    name: 'files/4f0c9amp4',
    mimeType: 'video/mp4',
    sizeBytes: '1000',
    createTime: '2027-01-15T08:00:00.000Z',
    updateTime: '2027-01-15T08:00:00.000Z',
    uri: `${shim.url}/v1beta/files/4f0c9amp4`,
    downloadUri: `${shim.url}/v1beta/files/4f0c9amp4:download?alt=media`,
    state: 'ACTIVE',
  });
});

test.each([
  '/v1beta/files/4f0c9amp4:download?alt=media',
  '/v1beta/files/4f0c9amp4:download',
  '/v1beta/files/4f0c9amp4%3Adownload?alt=media',
  '/v1beta/files/4f0c9amp4?alt=media',
  `/v1beta/files/4f0c9amp4:download?alt=media&key=${KEY}`,
  '/v1/files/4f0c9amp4:download?alt=media',
  '/v1alpha/files/4f0c9amp4:download?alt=media',
  // What the SDK makes of an address that does not begin with https.
  '/v1beta/files/http://gateway:8000/v1beta/files/4f0c9amp4:download?alt=media%3Adownload&alt=media',
  '/v1beta/files/http://gateway:8000/v1beta/files/4f0c9amp4:download?alt=media',
])('GET %s sends the bytes, whether a key comes along or not', async (path) => {
  const response = await fetch(shim.url + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('video/mp4');
  expect(BYTES.equals(await bytesOf(response))).toBe(true);
  const withHeader = await fetch(shim.url + path, { headers: { 'x-goog-api-key': KEY } });
  expect(BYTES.equals(await bytesOf(withHeader))).toBe(true);
});

test('a range gives its part, and HEAD no bytes at all', async () => {
  const url = `${shim.url}/v1beta/files/4f0c9amp4:download?alt=media`;
  const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
  expect(BYTES.subarray(10, 20).equals(await bytesOf(part))).toBe(true);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', '']);
  const beyond = await fetch(url, { headers: { range: 'bytes=2000-' } });
  expect(beyond.status).toBe(416);
  expect(await beyond.json()).toMatchObject({ error: { code: 416, status: 'OUT_OF_RANGE' } });
});

test.each([
  '/v1beta/files/0123mp4',
  '/v1beta/files/4f0c9a',
  '/v1beta/files/4f0c9a.mp4',
  '/v1beta/files/..%2F4f0c9amp4x',
])("%s is no file: a 404 in Google's form", async (path) => {
  const response = await shim.get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
});

test('a file that is gone from the disk is a 404', async () => {
  await unlink(join(folder, 'bytes'));
  expect((await fetch(`${shim.url}/v1beta/files/4f0c9amp4:download?alt=media`)).status).toBe(404);
});

test('files are neither listed nor deleted, and the answer says why', async () => {
  for (const [method, path, words] of [
    ['GET', '/v1beta/files', 'not listed'],
    ['GET', '/v1/files?pageSize=10&key=', 'not listed'],
    ['DELETE', '/v1beta/files/4f0c9amp4', 'not deleted one by one'],
  ] as const) {
    const response = await shim.get(path, { method });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { message: string; status: string } };
    expect(error.status).toBe('INVALID_ARGUMENT');
    expect(error.message).toContain(words);
  }
  expect((await fetch(`${shim.url}/v1beta/files`)).status).toBe(403);
});
