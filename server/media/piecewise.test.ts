import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPiecewise, type Piece } from './piecewise.ts';
import { heldBufferBytes } from './testing/held-bytes.ts';
import { samplePicture } from './testing/sample-media.ts';
import { startMedia, type TestMedia } from './testing/start-media.ts';

interface Timer {
  work: () => void;
  delayMs: number;
}

let t: TestMedia;
let timers: Set<Timer>;
let ids: number;
let uploads: ReturnType<typeof createPiecewise>;
let picture: Buffer;

beforeEach(async () => {
  t = await startMedia();
  timers = new Set();
  ids = 0;
  uploads = createPiecewise({
    keepStream: t.media.keepInputStream,
    schedule(work, delayMs) {
      const timer = { work, delayMs };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    newId: () => `upload${++ids}`,
  });
  picture = await samplePicture('png', { width: 400, height: 300 });
});
afterEach(async () => {
  uploads.close();
  await t[Symbol.asyncDispose]();
});

/** A part of the picture as a request brings it. */
function piece(from: number, to: number, isLast = to === picture.length): Piece {
  return { offset: from, bytes: inChunks(picture.subarray(from, to)), isLast };
}

async function* inChunks(bytes: Buffer, size = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* brokenOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield* inChunks(bytes);
  throw new Error('aborted');
}

function timeIsUp(): void {
  for (const timer of [...timers]) {
    timers.delete(timer);
    timer.work();
  }
}

const delays = () => [...timers].map(({ delayMs }) => delayMs);

test('a picture comes whole in one piece', async () => {
  const { image, received } = await uploads.add(uploads.begin('key'), piece(0, picture.length));
  expect(received).toBe(picture.length);
  expect(image).toMatchObject({ mimeType: 'image/png', width: 400, height: 300 });
  const file = await t.media.find(image?.file ?? '');
  expect(picture.equals(await readFile(file?.path ?? ''))).toBe(true);
});

test('a picture comes in several pieces, and only the last one makes it whole', async () => {
  const id = uploads.begin('key');
  const first = await uploads.add(id, piece(0, 50_000));
  expect(first).toMatchObject({ received: 50_000, image: null });
  await uploads.add(id, piece(50_000, picture.length, false));
  const { image } = await uploads.add(id, { offset: picture.length, bytes: inChunks(Buffer.alloc(0)), isLast: true });
  expect(image).toMatchObject({ width: 400 });
});

test('a piece whose connection broke is sent again from its beginning', async () => {
  const id = uploads.begin('key');
  await uploads.add(id, piece(0, 30_000));
  const cut = { offset: 30_000, bytes: brokenOff(picture.subarray(30_000, 70_000)), isLast: false };
  await expect(uploads.add(id, cut)).rejects.toThrow('aborted');
  expect(uploads.standing(id).received).toBe(70_000);
  const { image } = await uploads.add(id, piece(30_000, picture.length));
  expect(image).toMatchObject({ width: 400, height: 300 });
});

test('the answer to a finished upload can be had again, for a while', async () => {
  const id = uploads.begin('key');
  const { image } = await uploads.add(id, piece(0, picture.length));
  expect(image).not.toBe(null);
  expect((await uploads.add(id, piece(0, picture.length))).image).toBe(image);
  expect(delays()).toEqual([60_000]);
  timeIsUp();
  expect(() => uploads.standing(id)).toThrow('There is no such upload');
});

test('a gap between the pieces is refused with where to go on, and changes nothing', async () => {
  const id = uploads.begin('key');
  await uploads.add(id, piece(0, 30_000));
  await expect(uploads.add(id, piece(40_000, picture.length))).rejects.toMatchObject({
    code: 'invalid_value',
    message: expect.stringContaining('offset 30000'),
    param: 'x-goog-upload-offset',
  });
  expect((await uploads.add(id, piece(30_000, picture.length))).image).not.toBe(null);
});

test.each([
  { what: 'more bytes than were announced', by: -1 },
  { what: 'fewer bytes than were announced', by: 1 },
])('$what are refused, and leave nothing behind', async ({ by }) => {
  const id = uploads.begin('key', picture.length + by);
  await expect(uploads.add(id, piece(0, picture.length))).rejects.toMatchObject({
    code: 'invalid_value',
    message: expect.stringContaining(`announced with ${picture.length + by} bytes`),
  });
  expect(() => uploads.standing(id)).toThrow('There is no such upload');
});

test('as many bytes as were announced are taken, some of them sent twice', async () => {
  const id = uploads.begin('key', picture.length);
  await uploads.add(id, piece(0, 70_000, false));
  expect((await uploads.add(id, piece(30_000, picture.length))).image).toMatchObject({ width: 400 });
});

test('two pieces at the same time are refused', async () => {
  const id = uploads.begin('key');
  const both = await Promise.allSettled([uploads.add(id, piece(0, 30_000)), uploads.add(id, piece(0, picture.length))]);
  expect(both).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'invalid_request' } }]);
});

test.each([
  ['no picture', Buffer.from('just a text')],
  ['nothing at all', Buffer.alloc(0)],
])('%s is refused, and leaves nothing behind', async (_, bytes) => {
  const id = uploads.begin('key');
  const sent = uploads.add(id, { offset: 0, bytes: inChunks(bytes), isLast: true });
  await expect(sent).rejects.toMatchObject({ code: 'image_invalid' });
  expect(await t.filesOnDisk()).toEqual([]);
  expect(() => uploads.standing(id)).toThrow('There is no such upload');
});

test('what is too large is refused while it comes', async () => {
  t.limits.maxImageBytes = 100_000;
  let sent = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (; sent < 100_000_000; sent += 10_000) yield Buffer.alloc(10_000);
  }
  const adding = uploads.add(uploads.begin('key'), { offset: 0, bytes: endless(), isLast: true });
  await expect(adding).rejects.toMatchObject({ code: 'image_invalid', message: expect.stringContaining('more than') });
  expect(sent).toBeLessThan(1_000_000);
  expect(await t.filesOnDisk()).toEqual([]);
});

test('an upload that stands still is given up, one whose piece is still coming is not', async () => {
  const id = uploads.begin('key');
  await uploads.add(id, piece(0, 30_000));
  const arriving = Promise.withResolvers<void>();
  async function* slow(): AsyncGenerator<Buffer> {
    await arriving.promise;
    yield* inChunks(picture.subarray(30_000));
  }
  const last = uploads.add(id, { offset: 30_000, bytes: slow(), isLast: true });
  timeIsUp();
  arriving.resolve();
  expect((await last).image).not.toBe(null);

  const still = uploads.begin('key');
  await uploads.add(still, piece(0, 30_000));
  await expect.poll(() => t.filesOnDisk()).toHaveLength(2);
  timeIsUp();
  await expect.poll(() => t.filesOnDisk()).toHaveLength(1);
  await expect(uploads.add(still, piece(30_000, picture.length))).rejects.toMatchObject({ code: 'not_found' });
});

test.each([
  ['cancelled', () => uploads.cancel('upload1')],
  ['closed', () => uploads.close()],
])('an upload that is %s leaves nothing behind', async (_, giveUp) => {
  const id = uploads.begin('key');
  await uploads.add(id, piece(0, 30_000));
  await expect.poll(() => t.filesOnDisk()).toHaveLength(1);
  giveUp();
  await expect.poll(() => t.filesOnDisk()).toEqual([]);
  expect(timers.size).toBe(0);
});

test('a key has only so many unfinished uploads, which others do not feel', async () => {
  const ids = Array.from({ length: 16 }, () => uploads.begin('key'));
  expect(() => uploads.begin('key')).toThrow('Too many uploads are unfinished');
  expect(uploads.begin('other')).toBeTruthy();
  await uploads.add(ids[0] ?? '', piece(0, picture.length));
  expect(uploads.begin('key')).toBeTruthy();
});

test('only a little of an upload is in memory, however large it is and however long it takes', async () => {
  t.limits.maxImageBytes = 50_000_000;
  const id = uploads.begin('key');
  const before = heldBufferBytes();
  for (let at = 0; at < 20_000_000; at += 5_000_000) {
    async function* chunks(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < 5_000_000; sent += 50_000) yield Buffer.alloc(50_000);
    }
    await uploads.add(id, { offset: at, bytes: chunks(), isLast: false });
  }
  expect(heldBufferBytes() - before).toBeLessThan(1_000_000);
  uploads.close();
});
