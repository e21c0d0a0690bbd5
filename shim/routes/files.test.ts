import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

let folder: string;
let shim: RunningShim;
let url: string;

beforeEach(async () => {
  // A dot in the folder's own name must not matter.
  folder = await mkdtemp(join(tmpdir(), '.shim files-'));
  shim = await startShim();
  const path = join(folder, 'a b%.bin');
  await writeFile(path, BYTES);
  shim.service.files.set('tok3n.mp4', { path, mimeType: 'video/mp4', bytes: BYTES.length, createdAt: 0 });
  url = `${shim.url}/files/tok3n.mp4`;
});

afterEach(async () => {
  await shim[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('a kept file is served without a key, with its own type', async () => {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': '1000',
    'accept-ranges': 'bytes',
    'content-disposition': 'inline',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400, immutable',
  });
});

test('a picture may be had small, and what has no small one is not there so', async () => {
  const path = join(folder, 'small.webp');
  await writeFile(path, BYTES.subarray(0, 10));
  shim.service.files.set('small-tok3n.png', { path, mimeType: 'image/webp', bytes: 10, createdAt: 0 });
  const small = await fetch(`${shim.url}/files/tok3n.png?small`);
  expect([small.status, small.headers.get('content-type'), small.headers.get('content-length')]).toEqual([
    200,
    'image/webp',
    '10',
  ]);
  expect(small.headers.get('etag')).not.toBe((await fetch(url)).headers.get('etag'));
  expect((await fetch(`${url}?small`)).status).toBe(404);
});

test('HEAD tells all of it and sends no bytes', async () => {
  const response = await fetch(url, { method: 'HEAD' });
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '1000', '']);
});

test('a range gives its part', async () => {
  const response = await fetch(url, { headers: { range: 'bytes=10-19' } });
  expect([response.status, response.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES.subarray(10, 20));
  const tail = await fetch(url, { headers: { range: 'bytes=-5' } });
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(BYTES.subarray(995));
});

test('a range beyond the end is a 416 in the envelope that tells the size', async () => {
  const response = await fetch(url, { headers: { range: 'bytes=2000-' } });
  expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
  expect(response.headers.get('cache-control')).toBeNull();
  expect(await response.json()).toMatchObject({ error: { code: 'range_not_satisfiable' } });
});

test('a caller who has the file already is told so', async () => {
  const etag = (await fetch(url)).headers.get('etag') ?? '';
  expect(etag).toBe('"tok3n.mp4"');
  const again = await fetch(url, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect((await fetch(url, { headers: { 'if-match': '"other"' } })).status).toBe(412);
});

test('a part is asked for by the name of the whole, and a slash behind the name is another address', async () => {
  const part = await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': '"tok3n.mp4"' } });
  expect(part.status).toBe(206);
  expect((await fetch(`${url}/`)).status).toBe(404);
});

test.each(['none.png', '..%2F..%2Fetc%2Fpasswd', '.', '%00', '.env'])('%s is a 404 in the envelope', async (name) => {
  const response = await fetch(`${shim.url}/files/${name}`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
});

test('a file that has gone from the disk is a 404, not a failure', async () => {
  await unlink(join(folder, 'a b%.bin'));
  const response = await fetch(url);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
});

test('a caller who leaves in the middle is recorded as such', async () => {
  const path = join(folder, 'large.bin');
  await writeFile(path, Buffer.alloc(20_000_000));
  shim.service.files.set('large.mp4', { path, mimeType: 'video/mp4', bytes: 20_000_000, createdAt: 0 });
  const leaving = new AbortController();
  const response = await fetch(`${shim.url}/files/large.mp4`, { signal: leaving.signal });
  await response.body?.getReader().read();
  leaving.abort();
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ route: '/files/:name', callerLeft: true, errorCode: null });
});
