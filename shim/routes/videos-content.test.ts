import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Asset, JobView } from '../../schema/generation.ts';
import { finishedVideo } from '../testing/fixtures.ts';
import type { RunningShim } from '../testing/start-shim.ts';
import { addVideo, startVideoShim, videoId } from '../testing/videos.ts';

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const STILL = Buffer.from([0xff, 0xd8, 0xff]);
const CONTENT = `/v1/videos/${videoId(2)}/content`;

let folder: string;
let shim: RunningShim;

async function keep(name: string, mimeType: string, bytes: Buffer): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  shim.service.files.set(name, { path, mimeType, bytes: bytes.length, createdAt: 0 });
}

/** A finished video whose file is somewhere else. */
function passedOn(patch: Partial<Asset>): Partial<JobView> {
  const { assets = [] } = finishedVideo();
  return { ...finishedVideo(), assets: assets.map((asset) => ({ ...asset, file: null, ...patch })) };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shim-content-'));
  shim = await startVideoShim();
  await keep('result.mp4', 'video/mp4', BYTES);
  addVideo(shim, 2, finishedVideo());
});

afterEach(async () => {
  await shim[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test.each(['', '?variant=video', '?variant=VIDEO'])(
  '%s the file comes whole, with its type and size',
  async (query) => {
    const response = await shim.get(CONTENT + query, { headers: { accept: 'application/binary' } });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      etag: '"result.mp4"',
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  },
);

test('HEAD tells all of it, a range gives its part, and a condition is looked at', async () => {
  const head = await shim.get(CONTENT, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', '']);
  const part = await shim.get(CONTENT, { headers: { range: 'bytes=990-' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 990-999/1000']);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(BYTES.subarray(990));
  expect((await shim.get(CONTENT, { headers: { range: 'bytes=5000-' } })).status).toBe(416);
  expect((await shim.get(CONTENT, { headers: { 'if-none-match': '"result.mp4"' } })).status).toBe(304);
});

test('a key is needed, other than for the link', async () => {
  expect((await fetch(shim.url + CONTENT)).status).toBe(401);
});

test('a thumbnail is a small picture, of which there may be none', async () => {
  const none = await shim.get(`${CONTENT}?variant=thumbnail`);
  expect(none.status).toBe(404);
  expect(await none.json()).toMatchObject({ error: { message: expect.stringContaining('no thumbnail') } });
  await keep('still.jpg', 'image/jpeg', STILL);
  shim.service.still = { file: 'still.jpg', mimeType: 'image/jpeg', bytes: STILL.length, width: 4, height: 4 };
  const response = await shim.get(`${CONTENT}?variant=thumbnail`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(STILL);
});

test.each<[string, Partial<JobView>, string, RegExp]>([
  ['a video that waits', { state: 'queued', startedAt: null }, '', /not finished: it is queued/],
  ['a video that is made', { state: 'running', percent: 41.5 }, '', /running, at 41 %/],
  ['a thumbnail of one that is made', { state: 'running' }, '?variant=thumbnail', /not finished/],
  [
    'a video that failed',
    { state: 'failed', error: { code: 'content_rejected', message: 'Refused.', reason: null, retryAfterMs: null } },
    '',
    /failed, so it has no content: Refused\./,
  ],
  ['a video that was cancelled', { state: 'cancelled' }, '', /failed/],
  ['a video whose file was evicted', finishedVideo('evicted.mp4'), '', /no longer kept/],
  [
    'a link that died',
    passedOn({ url: 'https://m.example/1.mp4', expiresAt: 1_799_999_999_999 }),
    '',
    /no longer kept/,
  ],
  ['a spritesheet', {}, '?variant=spritesheet', /Spritesheets are not made/],
])('%s is a 404 in words', async (_, patch, query, words) => {
  addVideo(shim, 2, { assets: [], ...patch });
  const response = await shim.get(CONTENT + query);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { code: 'not_found', message: expect.stringMatching(words) },
  });
});

test('a link that is passed on is where the content leads to', async () => {
  addVideo(shim, 2, passedOn({ url: 'https://media.example/1.mp4?sig=a%2Fb', expiresAt: 1_800_000_001_000 }));
  const response = await shim.get(CONTENT, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://media.example/1.mp4?sig=a%2Fb']);
});

test.each(['variant=audio', 'variant=video&variant=video'])('?%s is a 400 that names it', async (query) => {
  const response = await shim.get(`${CONTENT}?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_value', param: 'variant' } });
});
