import { createHash } from 'node:crypto';
import { readFile, rm, truncate } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplePicture, sampleVideo } from './testing/sample-media.ts';
import { MINUTE_MS, startMedia, streamOf, type TestMedia } from './testing/start-media.ts';

let t: TestMedia;
beforeEach(async () => {
  t = await startMedia();
});
afterEach(() => t[Symbol.asyncDispose]());

const bytesOf = async (name: string) => readFile((await t.media.find(name))?.path ?? '');

describe('a picture that came with a request', () => {
  test.each(['png', 'jpeg', 'webp'] as const)('is kept as it is: %s', async (format) => {
    const bytes = await samplePicture(format, { width: 90, height: 60 });
    const input = await t.media.keepInput(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(input).toEqual({ file: input.file, mimeType: `image/${format}`, width: 90, height: 60, sha256 });
    expect(bytes.equals(await bytesOf(input.file))).toBe(true);
    expect(await t.media.find(input.file)).toMatchObject({ purpose: 'input', bytes: bytes.length });
  });

  test('becomes a PNG of its first frame when it is a GIF, which the upstream does not take', async () => {
    const input = await t.media.keepInput(await samplePicture('gif', { width: 90, height: 60 }));
    expect(input).toMatchObject({ mimeType: 'image/png', width: 90, height: 60 });
    expect(input.file).toMatch(/\.png$/);
    expect(await sharp(await bytesOf(input.file)).metadata()).toMatchObject({ format: 'png', width: 90, height: 60 });
  });

  test('becomes a PNG of its first frame when it moves', async () => {
    const frames = await Promise.all(['red', 'blue'].map((background) => flat(background)));
    const moving = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    const input = await t.media.keepInput(moving);
    expect(input).toMatchObject({ mimeType: 'image/png', width: 20, height: 10 });
    const { dominant } = await sharp(await bytesOf(input.file)).stats();
    expect(dominant.r).toBeGreaterThan(200);
  });

  test('has the size that is shown when a camera noted a rotation', async () => {
    const turned = await sharp(await samplePicture('jpeg', { width: 80, height: 50 }))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await t.media.keepInput(turned)).toMatchObject({ width: 50, height: 80 });
  });

  test('is stored once, also when it comes in many requests at the same moment', async () => {
    const bytes = await samplePicture('png');
    const inputs = await Promise.all(Array.from({ length: 20 }, () => t.media.keepInput(Uint8Array.from(bytes))));
    inputs.push(await t.media.keepInput(bytes));
    expect(new Set(inputs.map(({ file }) => file)).size).toBe(1);
    expect(await t.filesOnDisk()).toHaveLength(1);
    expect(t.media.totalBytes()).toBe(bytes.length);
  });

  test('is stored again when its file was lost or cut', async () => {
    const bytes = await samplePicture('png');
    const first = await t.media.keepInput(bytes);
    const path = (await t.media.find(first.file))?.path ?? '';
    await truncate(path, 10);
    expect(await t.media.find(first.file)).toBeNull();
    const second = await t.media.keepInput(bytes);
    expect(second.file).not.toBe(first.file);
    expect(bytes.equals(await bytesOf(second.file))).toBe(true);
    await rm(path);
    expect((await t.media.keepInput(bytes)).file).toBe(second.file);
  });
});

describe('a picture that cannot be used is refused in plain words, and leaves nothing', () => {
  test.each([
    [
      'an HTML page',
      async () => Buffer.from('<html><body>Not found</body></html>'),
      /HTML page.*PNG, JPEG, WebP or GIF/,
    ],
    [
      'an SVG drawing',
      async () => Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /SVG/,
    ],
    ['a HEIC photo', async () => heic(), /image\/heic/],
    ['an AVIF', () => samplePicture('avif'), /image\/avif/],
    ['a TIFF', () => samplePicture('tiff'), /image\/tiff/],
    ['a video', () => sampleVideo(), /video\/mp4/],
    ['nothing at all', async () => Buffer.alloc(0), /empty/],
    [
      'a JPEG cut off',
      async () => half(await samplePicture('jpeg', { width: 300, height: 300 })),
      /damaged or cut off/,
    ],
    ['a PNG cut off', async () => half(await samplePicture('png', { width: 300, height: 300 })), /damaged or cut off/],
    [
      'a WebP cut off',
      async () => half(await samplePicture('webp', { width: 300, height: 300 })),
      /damaged or cut off/,
    ],
    ['a GIF cut off', async () => half(await samplePicture('gif', { width: 300, height: 300 })), /damaged or cut off/],
    ['a few bytes that claim a giant picture', async () => giantPng(), /100 million pixels/],
  ])('%s', async (_what, make, words) => {
    await expect(t.media.keepInput(await make())).rejects.toMatchObject({
      code: 'image_invalid',
      message: expect.stringMatching(words),
    });
    expect(await t.filesOnDisk()).toEqual([]);
    expect(t.media.totalBytes()).toBe(0);
  });

  test('one over the size that is taken', async () => {
    t.limits.maxImageBytes = 1024 * 1024;
    const bytes = new Uint8Array(1024 * 1024 + 1);
    await expect(t.media.keepInput(bytes)).rejects.toMatchObject({
      code: 'image_invalid',
      message: expect.stringContaining('1.0 MB'),
    });
  });
});

describe('a kept file as the input of another job', () => {
  test('is taken as it is, without a copy', async () => {
    const kept = await t.keep(streamOf(await samplePicture('jpeg')), 'image');
    expect(await t.media.fromFile(kept.name)).toEqual({
      file: kept.name,
      mimeType: 'image/jpeg',
      width: 64,
      height: 48,
      sha256: kept.sha256,
    });
    expect(await t.filesOnDisk()).toEqual([kept.name]);
  });

  test('is converted when the upstream does not take its type', async () => {
    const kept = await t.keep(streamOf(await samplePicture('gif')), 'image');
    expect(await t.media.fromFile(kept.name)).toMatchObject({ mimeType: 'image/png', width: 64, height: 48 });
  });

  test('is null when it is no picture, was never kept, or is gone', async () => {
    const film = await t.keep(streamOf(await sampleVideo()), 'video');
    expect(await t.media.fromFile(film.name)).toBeNull();
    expect(await t.media.fromFile('0123456789abcdef.png')).toBeNull();
    const picture = await t.media.keepInput(await samplePicture('png'));
    await rm((await t.media.find(picture.file))?.path ?? '');
    expect(await t.media.fromFile(picture.file)).toBeNull();
  });

  test('is young again, so that it outlives the wait for its job', async () => {
    const { file } = await t.media.keepInput(await samplePicture('png'));
    t.limits.maxAgeMs = 60 * MINUTE_MS;
    t.clock.now += 59 * MINUTE_MS;
    await t.media.fromFile(file);
    t.clock.now += 59 * MINUTE_MS;
    await t.media.sweep();
    expect(await t.media.find(file)).not.toBeNull();
    t.clock.now += 61 * MINUTE_MS;
    await t.media.sweep();
    expect(await t.media.find(file)).toBeNull();
  });
});

describe('reading', () => {
  test('a file comes as base64 in pieces that can be joined', async () => {
    const bytes = await samplePicture('png', { width: 700, height: 500 });
    const { file } = await t.media.keepInput(bytes);
    const stream = await t.media.read(file);
    expect(stream).not.toBeNull();
    if (stream !== null) expect(await text(stream)).toBe(bytes.toString('base64'));
    const input = await t.media.inputBytes({ file });
    expect(input.size).toBe(bytes.length);
    expect(bytes.equals(Buffer.concat(await Array.fromAsync(input.read())))).toBe(true);
  });

  test.each([
    '../flow2api.db',
    'ab/../../flow2api.db',
    '/etc/passwd',
    '..%2fflow2api.db',
    'abcdefgh.part',
    'abcdefgh.PNG',
    'abcdefgh.png\n',
    'abcdefgh.png/..',
    'abcdefgh.html',
    'a\0bcdefgh.png',
    '',
  ])('a name that is not one of ours is nothing: %j', async (name) => {
    expect(await t.media.find(name)).toBeNull();
    expect(await t.media.read(name)).toBeNull();
    await expect(t.media.inputBytes({ file: name })).rejects.toMatchObject({ code: 'internal_error' });
    expect(await t.media.fromFile(name)).toBeNull();
  });
});

function flat(background: string): Promise<Buffer> {
  return sharp({ create: { width: 20, height: 10, channels: 3, background } })
    .png()
    .toBuffer();
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

/** The first box of a HEIC file, which is all that its type is told by. */
function heic(): Buffer {
  return Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1'),
    Buffer.alloc(64),
  ]);
}

/** A PNG whose header claims 50,000 × 50,000 pixels; libpng reads the header before it misses the rest. */
async function giantPng(): Promise<Buffer> {
  const bytes = await samplePicture('png');
  bytes.writeUInt32BE(50_000, 16);
  bytes.writeUInt32BE(50_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}
