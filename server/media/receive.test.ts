import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { heldBufferBytes } from './testing/held-bytes.ts';
import { samplePicture, sampleVideo, sampleWebm } from './testing/sample-media.ts';
import { startMedia, streamOf, type TestMedia } from './testing/start-media.ts';

let video: Buffer;
beforeAll(async () => {
  video = await sampleVideo({ width: 96, height: 64 }, 24);
});

let t: TestMedia;
beforeEach(async () => {
  t = await startMedia();
});
afterEach(() => t[Symbol.asyncDispose]());

const rows = () => t.database.read.selectFrom('File').selectAll().execute();

/** Nothing of it is left: no file, no part, no row, nothing counted. */
async function expectNoTrace(): Promise<void> {
  expect(await t.filesOnDisk()).toEqual([]);
  expect(await rows()).toEqual([]);
  expect(t.media.totalBytes()).toBe(0);
}

describe('a finished file', () => {
  test('is on disk byte for byte under an unguessable name, with its facts', async () => {
    const kept = await t.keep(streamOf(video), 'video');
    expect(kept).toMatchObject({ mimeType: 'video/mp4', bytes: video.length, width: 96, height: 64, seconds: 2 });
    expect(kept.name).toMatch(/^[a-z0-9]{40}\.mp4$/);
    const found = await t.media.find(kept.name);
    expect(found).toMatchObject({
      mimeType: 'video/mp4',
      bytes: video.length,
      createdAt: t.clock.now,
      purpose: 'asset',
    });
    expect(video.equals(await readFile(found?.path ?? ''))).toBe(true);
    expect(t.media.totalBytes()).toBe(video.length);
  });

  test.each([
    ['png', 'image/png', 'png'],
    ['jpeg', 'image/jpeg', 'jpg'],
    ['webp', 'image/webp', 'webp'],
    ['gif', 'image/gif', 'gif'],
  ] as const)('gets its type and ending from its bytes: %s', async (format, mimeType, extension) => {
    const kept = await t.keep(streamOf(await samplePicture(format, { width: 80, height: 50 })), 'image');
    expect(kept).toMatchObject({ mimeType, width: 80, height: 50, seconds: null });
    expect(kept.name.endsWith(`.${extension}`)).toBe(true);
  });

  test('may be a WebM', async () => {
    const kept = await t.keep(streamOf(await sampleWebm()), 'video');
    expect(kept).toMatchObject({ mimeType: 'video/webm', width: 64, height: 48, seconds: 1 });
  });

  test('has the size that is shown when a camera noted a rotation', async () => {
    const turned = await sharp(await samplePicture('jpeg', { width: 80, height: 50 }))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await t.keep(streamOf(turned), 'image')).toMatchObject({ width: 50, height: 80 });
  });

  test('is accepted without a stated length', async () => {
    const kept = await t.keep(streamOf(video, null), 'video');
    expect(kept.bytes).toBe(video.length);
  });

  test('has no row until the job records it, and then shares the fate of its transaction', async () => {
    const file = await t.media.keepStream(streamOf(video), { kind: 'video' });
    expect(await t.media.find(file.name)).toBeNull();
    const failing = t.database.commit(async (tx) => {
      await t.media.recordFile(tx, file);
      throw new Error('the job could not be completed');
    });
    await expect(failing).rejects.toThrow('the job could not be completed');
    expect(await rows()).toEqual([]);
    await t.database.commit((tx) => t.media.recordFile(tx, file));
    expect(await t.media.find(file.name)).toMatchObject({ name: file.name });
  });

  test('that cannot be recorded can be taken away again', async () => {
    await t.media.discard(await t.media.keepStream(streamOf(video), { kind: 'video' }));
    await expectNoTrace();
  });
});

describe('what is no finished file leaves no trace', () => {
  test.each([
    ['an HTML page', '<!DOCTYPE html><html><body>Sorry</body></html>', 'media_unavailable', /HTML page/],
    ['an XML error', '<?xml version="1.0"?><Error><Code>ExpiredToken</Code></Error>', 'media_unavailable', /XML/],
    ['JSON', '{"error":{"code":403}}', 'media_unavailable', /JSON/],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>', 'media_unavailable', /SVG/],
    ['nothing', '', 'media_unavailable', /nothing/],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', 'upstream_malformed', /application\/pdf/],
    ['noise', '\0\u0001\u0002\u0003\u0004', 'upstream_malformed', /no known type/],
  ] as const)('%s', async (_what, body, code, words) => {
    const keeping = t.keep(streamOf(Buffer.from(body)), 'video');
    await expect(keeping).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    await expectNoTrace();
  });

  test('a picture where a video was expected', async () => {
    const keeping = t.keep(streamOf(await samplePicture('jpeg')), 'video');
    await expect(keeping).rejects.toMatchObject({
      code: 'upstream_malformed',
      message: expect.stringContaining('image/jpeg'),
    });
    await expectNoTrace();
  });

  test.each(['png', 'jpeg', 'webp', 'gif'] as const)(
    'a %s that is cut off, although no length was stated',
    async (format) => {
      const whole = await samplePicture(format, { width: 200, height: 200 });
      const keeping = t.keep(streamOf(whole.subarray(0, whole.length - 20), null), 'image');
      await expect(keeping).rejects.toMatchObject({ code: 'media_unavailable' });
      await expectNoTrace();
    },
  );

  test('a video cut off at any place, although no length was stated', async () => {
    for (let bytes = 40; bytes < video.length; bytes += Math.ceil(video.length / 40)) {
      const keeping = t.keep(streamOf(video.subarray(0, bytes), null), 'video');
      await expect(keeping, `after ${bytes} bytes`).rejects.toMatchObject({ code: 'media_unavailable' });
    }
    const webm = await sampleWebm();
    const keeping = t.keep(streamOf(webm.subarray(0, -1), null), 'video');
    await expect(keeping).rejects.toMatchObject({ code: 'media_unavailable' });
    await expectNoTrace();
  });

  test('fewer or more bytes than the length that was stated', async () => {
    for (const stated of [video.length + 1, video.length - 1]) {
      const keeping = t.keep(streamOf(video, stated), 'video');
      await expect(keeping).rejects.toMatchObject({
        code: 'media_unavailable',
        message: expect.stringContaining('broke off'),
      });
    }
    await expectNoTrace();
  });

  test('a connection that breaks off', async () => {
    const body = Readable.from(
      (function* () {
        yield video.subarray(0, 500);
        throw new Error('socket hang up');
      })(),
      { objectMode: false },
    );
    const keeping = t.keep({ body, contentType: null, contentLength: video.length }, 'video');
    await expect(keeping).rejects.toMatchObject({ code: 'media_unavailable', cause: { message: 'socket hang up' } });
    await expectNoTrace();
  });

  test('a body without end: reading stops at the cap', async () => {
    t.limits.maxFileBytes = 1_000_000;
    let sent = 0;
    const body = new Readable({
      read() {
        sent += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });
    const keeping = t.keep({ body, contentType: null, contentLength: null }, 'video');
    await expect(keeping).rejects.toMatchObject({
      code: 'media_unavailable',
      message: expect.stringContaining('larger'),
    });
    expect(sent).toBeLessThan(2_000_000);
    expect(body.destroyed).toBe(true);
    await expectNoTrace();
  });

  test('a stated length over the cap: not a byte is read', async () => {
    t.limits.maxFileBytes = 1_000;
    let sent = 0;
    const body = new Readable({
      read() {
        sent += 1;
      },
    });
    const keeping = t.keep({ body, contentType: null, contentLength: 1_001 }, 'video');
    await expect(keeping).rejects.toMatchObject({ code: 'media_unavailable' });
    expect([sent, body.destroyed]).toEqual([0, true]);
  });

  test('a job that is cancelled while its body hangs', async () => {
    const abort = new AbortController();
    const body = new Readable({ read() {} });
    body.push(video.subarray(0, 500));
    const hanging = { body, contentType: null, contentLength: null };
    const keeping = t.media.keepStream(hanging, { kind: 'video', signal: abort.signal });
    await expect.poll(() => t.filesOnDisk()).toHaveLength(1);
    const reason = new Error('cancelled');
    abort.abort(reason);
    await expect(keeping).rejects.toBe(reason);
    expect(body.destroyed).toBe(true);
    await expectNoTrace();
  });
});

test('a disk that refuses is our fault, not the upstream’s', async () => {
  await using broken = await startMedia({ dataDir: '/dev/null' });
  const { body, contentLength } = streamOf(video);
  const keeping = broken.keep({ body, contentType: null, contentLength }, 'video');
  await expect(keeping).rejects.toMatchObject({ code: 'internal_error' });
  expect(body.destroyed).toBe(true);
});

describe('bytes inside an answer', () => {
  test.each([
    ['plain', (text: string) => text],
    ['with line breaks', (text: string) => text.replace(/(.{76})/g, '$1\r\n')],
    [
      'in the URL alphabet without padding',
      (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    ],
  ])('are decoded to the same file: %s', async (_form, written) => {
    const picture = await samplePicture('png', { width: 601, height: 401 });
    const kept = await t.media.keepBase64(written(picture.toString('base64')), { kind: 'image' });
    await t.database.commit((tx) => t.media.recordFile(tx, kept));
    expect(picture.equals(await readFile((await t.media.find(kept.name))?.path ?? ''))).toBe(true);
    expect(kept).toMatchObject({ mimeType: 'image/png', width: 601, height: 401 });
  });

  test('that are no base64 are refused without a trace', async () => {
    const keeping = t.media.keepBase64('{"not":"base64"}', { kind: 'image' });
    await expect(keeping).rejects.toMatchObject({
      code: 'upstream_malformed',
      message: expect.stringContaining('base64'),
    });
    await expectNoTrace();
  });
});

const MB = 1024 * 1024;

test('a file of 64 MB passes through without being held', async () => {
  t.limits.maxFileBytes = 100 * MB;
  let most = 0;
  const before = heldBufferBytes();
  const padded = Readable.from(
    (function* () {
      yield video;
      yield boxHeader('free', 64 * MB);
      for (let piece = 0; piece < 1024; piece += 1) {
        if (piece % 128 === 127) most = Math.max(most, heldBufferBytes() - before);
        yield Buffer.alloc(64 * 1024);
      }
    })(),
    { objectMode: false },
  );
  const kept = await t.keep({ body: padded, contentType: null, contentLength: null }, 'video');
  expect(kept).toMatchObject({ bytes: video.length + 8 + 64 * MB, width: 96 });
  expect(most).toBeLessThan(16 * MB);
});

/** Header of an MP4 box of so many bytes of content. */
function boxHeader(type: string, bytes: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(bytes + 8);
  header.write(type, 4, 'latin1');
  return header;
}
