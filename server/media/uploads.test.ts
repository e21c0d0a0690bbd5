import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { heldBufferBytes } from './testing/held-bytes.ts';
import { samplePicture, sampleVideo } from './testing/sample-media.ts';
import { startMedia, type TestMedia } from './testing/start-media.ts';

let t: TestMedia;
beforeEach(async () => {
  t = await startMedia();
});
afterEach(() => t[Symbol.asyncDispose]());

/** The bytes as they come over a connection, a piece at a time, and then perhaps no more. */
async function* arriving(bytes: Buffer, { cutAt = Number.POSITIVE_INFINITY, step = 1000 } = {}) {
  for (let at = 0; at < bytes.length; at += step) {
    if (at >= cutAt) throw new Error('the connection is gone');
    yield bytes.subarray(at, at + step);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test.each(['png', 'jpeg', 'webp'] as const)('a %s that arrives in pieces is kept as it is', async (format) => {
  const bytes = await samplePicture(format, { width: 90, height: 60 });
  const input = await t.media.keepInputStream(arriving(bytes));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(input).toEqual({ file: input.file, mimeType: `image/${format}`, width: 90, height: 60, sha256 });
  const found = await t.media.find(input.file);
  expect(found).toMatchObject({ purpose: 'input', sha256 });
  expect(bytes.equals(await readFile(found?.path ?? ''))).toBe(true);
});

test('one that comes in many forms at the same moment, and as bytes, is stored once, and nothing is left of the others', async () => {
  const bytes = await samplePicture('png');
  const inputs = await Promise.all([
    ...Array.from({ length: 10 }, () => t.media.keepInputStream(arriving(bytes))),
    t.media.keepInput(bytes),
  ]);
  expect(new Set(inputs.map(({ file }) => file)).size).toBe(1);
  expect(await t.filesOnDisk()).toHaveLength(1);
  expect(t.media.totalBytes()).toBe(bytes.length);
});

test('a GIF becomes a PNG of its first frame, and is found again by its own bytes', async () => {
  const gif = await samplePicture('gif', { width: 90, height: 60 });
  const input = await t.media.keepInputStream(arriving(gif));
  expect(input).toMatchObject({ mimeType: 'image/png', width: 90, height: 60 });
  expect(await t.media.keepInput(gif)).toEqual(input);
  expect(await t.filesOnDisk()).toHaveLength(1);
});

test.each<[string, () => AsyncIterable<Uint8Array>, object]>([
  ['a text', () => arriving(Buffer.from('hello')), { code: 'image_invalid' }],
  ['a cut-off picture', () => arriving(CUT), { code: 'image_invalid' }],
  ['a connection that goes', () => arriving(CUT, { cutAt: 100, step: 100 }), { message: 'the connection is gone' }],
])('%s leaves nothing behind', async (_, source, error) => {
  await expect(t.media.keepInputStream(source())).rejects.toMatchObject(error);
  expect(await t.filesOnDisk()).toEqual([]);
  expect(t.media.totalBytes()).toBe(0);
});

test('what is larger than the limit is refused while it arrives, not at its end', async () => {
  t.limits.maxImageBytes = 10_000;
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1_000;
      yield Buffer.alloc(1_000);
    }
  }
  await expect(t.media.keepInputStream(endless())).rejects.toMatchObject({
    code: 'image_invalid',
    message: expect.stringContaining('more than'),
  });
  expect(given).toBeLessThan(20_000);
  expect(await t.filesOnDisk()).toEqual([]);
});

test('a picture of 19 MB passes through without being held', async () => {
  const side = 2_500;
  const noise = sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } });
  const path = join(t.dataDir, 'noise.png');
  await writeFile(path, await noise.png({ compressionLevel: 1 }).toBuffer());
  t.limits.maxImageBytes = 20 * MB;
  const before = heldBufferBytes();
  let [most, pieces] = [0, 0];
  async function* measured() {
    for await (const piece of createReadStream(path)) {
      yield piece as Buffer;
      pieces += 1;
      if (pieces % 32 === 0) most = Math.max(most, heldBufferBytes() - before);
    }
  }
  expect(await t.media.keepInputStream(measured())).toMatchObject({ width: side, height: side });
  expect(t.media.totalBytes()).toBeGreaterThan(17 * MB);
  expect(most).toBeLessThan(2 * MB);
  await rm(path);
});

test('a video is no picture', async () => {
  await expect(t.media.keepInputStream(arriving(await sampleVideo()))).rejects.toMatchObject({ code: 'image_invalid' });
});

const MB = 2 ** 20;
const CUT = (await samplePicture('png', { width: 400, height: 400 })).subarray(0, 300);
