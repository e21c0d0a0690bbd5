import { readFile, stat, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HIGH_PROFILE } from '../testing/high-profile.ts';
import { samplePicture, sampleVideo, sampleWebm } from '../testing/sample-media.ts';
import { startMedia, streamOf, type TestMedia } from '../testing/start-media.ts';
import { decodeFrame } from './decode.ts';
import { loneFrame } from './lone-frame.ts';

let t: TestMedia;
beforeEach(async () => {
  t = await startMedia();
});
afterEach(() => t[Symbol.asyncDispose]());

const keep = async (bytes: Buffer) => (await t.keep(streamOf(bytes), 'video')).name;
const stemFor = (name: string) => `${name.split('.')[0]}t`;
const stillOf = (name: string) => t.media.still(name, stemFor(name));
const bytesOf = async (name = '') => readFile((await t.media.find(name))?.path ?? '');

/** The colour of one pixel. */
async function pixel(picture: Buffer, left: number, top: number): Promise<number[]> {
  return [...(await sharp(picture).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer())];
}
const closeTo = (...colour: number[]) => colour.map((value) => expect.closeTo(value, -1.3)); // within 10

test('the still of a video of the High profile with B-frames is its first frame, in its own colours', async () => {
  const name = await keep(HIGH_PROFILE);
  const still = await stillOf(name);
  expect(still).toMatchObject({ name: `${stemFor(name)}.jpg`, mimeType: 'image/jpeg', width: 320, height: 180 });
  const picture = await bytesOf(still?.name);
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
  expect(await pixel(picture, 80, 90)).toEqual(closeTo(255, 0, 0));
  expect(await pixel(picture, 240, 90)).toEqual(closeTo(0, 0, 255));
});

test('a large video has a small still of the same shape', async () => {
  const still = await stillOf(await keep(await sampleVideo({ width: 1920, height: 1080 }, 2)));
  expect(still).toMatchObject({ width: 640, height: 360 });
  const { dominant } = await sharp(await bytesOf(still?.name)).stats();
  expect(dominant.r).toBeLessThan(20); // its first frame is black
});

test('it is made once, however often and by however many it is asked for, also after a restart', async () => {
  const name = await keep(HIGH_PROFILE);
  const many = await Promise.all(Array.from({ length: 10 }, () => stillOf(name)));
  const { ino } = await stat(many[0]?.path ?? '');
  const again = await t.restart().still(name, stemFor(name));
  expect(new Set([...many, again].map((still) => still?.name)).size).toBe(1);
  expect((await stat(again?.path ?? '')).ino).toBe(ino);
  expect(await t.filesOnDisk()).toHaveLength(2);
});

test('who deletes the video deletes its still, also one that is still being made', async () => {
  const [name, other] = [await keep(HIGH_PROFILE), await keep(await sampleVideo())];
  await stillOf(name);
  await t.media.forget(name);
  expect(await t.filesOnDisk()).toEqual([other]);
  const [late] = await Promise.all([stillOf(other), t.media.forget(other)]);
  expect(late).toBe(null);
  expect(await t.filesOnDisk()).toEqual([]);
});

test('there is none of a picture, of what is gone, and of other codecs', async () => {
  const picture = (await t.keep(streamOf(await samplePicture('png')), 'image')).name;
  const webm = await keep(await sampleWebm());
  expect(await stillOf(picture)).toBe(null);
  expect(await stillOf('0123456789abcdef.mp4')).toBe(null);
  expect(await stillOf(webm)).toBe(null);
  expect(await t.filesOnDisk()).toHaveLength(2);
});

test('a damaged video says so, and the next one is not kept waiting', async () => {
  const [damaged, good] = [await keep(HIGH_PROFILE), await keep(await sampleVideo())];
  const path = (await t.media.find(damaged))?.path ?? '';
  const bytes = await readFile(path);
  const frames = bytes.indexOf('mdat') + 4;
  await writeFile(path, bytes.fill(0xff, frames, frames - 8 + bytes.readUInt32BE(frames - 8)));
  const [first, second] = await Promise.allSettled([stillOf(damaged), stillOf(good)]);
  expect(first).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('could not be') } });
  expect(second).toMatchObject({ status: 'fulfilled', value: { mimeType: 'image/jpeg' } });
});

test('decoding that takes too long is ended', async () => {
  const frame = await loneFrame({
    bytes: HIGH_PROFILE.length,
    readAt: async (position, length) => HIGH_PROFILE.subarray(position, position + length),
  });
  if (frame === null) throw new Error('no frame');
  await expect(decodeFrame(frame, 1)).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
});
