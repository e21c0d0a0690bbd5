import { readFile, truncate, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { samplePicture } from './testing/sample-media.ts';
import { startMedia, streamOf, type TestMedia } from './testing/start-media.ts';

let t: TestMedia;
beforeEach(async () => {
  t = await startMedia();
});
afterEach(() => t[Symbol.asyncDispose]());

const keep = async (bytes: Buffer) => (await t.keep(streamOf(bytes), 'image')).name;
const bytesOf = async (name: string) => readFile((await t.media.find(name))?.path ?? '');

test.each([
  ['png', 'jpeg'],
  ['png', 'webp'],
  ['jpeg', 'png'],
  ['webp', 'jpeg'],
] as const)('a kept %s is had as %s, of the same size', async (from, to) => {
  const name = await keep(await samplePicture(from, { width: 90, height: 60 }));
  const picture = await t.media.inFormat(name, to);
  expect(picture).toMatchObject({ mimeType: `image/${to}`, width: 90, height: 60 });
  const bytes = await bytesOf(picture?.file ?? '');
  expect(await sharp(bytes).metadata()).toMatchObject({ format: to, width: 90, height: 60 });
  expect(picture?.bytes).toBe(bytes.length);
});

test('one that is of that format already is itself', async () => {
  const name = await keep(await samplePicture('png'));
  expect(await t.media.inFormat(name, 'png')).toMatchObject({ file: name });
  expect(await t.media.inFormat(name, 'png', 50)).toMatchObject({ file: name });
  expect(await t.filesOnDisk()).toHaveLength(1);
});

test('it is converted once, however often and by however many it is asked for, also after a restart', async () => {
  const name = await keep(await samplePicture('png'));
  const many = await Promise.all(Array.from({ length: 10 }, () => t.media.inFormat(name, 'webp')));
  const again = await t.restart().inFormat(name, 'webp');
  expect(new Set([...many, again].map((picture) => picture?.file)).size).toBe(1);
  expect(await t.filesOnDisk()).toHaveLength(2);
});

test('a small one is at most 480 pixels wide, made once, and goes with its picture', async () => {
  const name = await keep(await samplePicture('png', { width: 1376, height: 768 }));
  const [small, again] = await Promise.all([t.media.small(name), t.media.small(name)]);
  expect(small).toMatchObject({ mimeType: 'image/webp', width: 480, height: 268 });
  expect(again?.name).toBe(small?.name);
  expect(await t.media.small(await keep(await samplePicture('png', { width: 90, height: 60 })))).toMatchObject({
    width: 90,
  });
  await t.media.forget(name);
  expect(await t.media.small(name)).toBe(null);
  expect(await t.media.find(small?.name ?? '')).toBe(null);
});

test('less quality is fewer bytes, and another file', async () => {
  const noise = { create: { width: 200, height: 200, channels: 3 as const, background: 'grey' } };
  const name = await keep(
    await sharp({ ...noise, create: { ...noise.create, noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
      .png()
      .toBuffer(),
  );
  const [low, high] = [await t.media.inFormat(name, 'jpeg', 10), await t.media.inFormat(name, 'jpeg', 95)];
  expect(low?.bytes).toBeLessThan((high?.bytes ?? 0) / 2);
  expect(low?.file).not.toBe(high?.file);
});

test('what is transparent becomes white in a JPEG', async () => {
  const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  const picture = await t.media.inFormat(await keep(await clear.png().toBuffer()), 'jpeg');
  const { dominant } = await sharp(await bytesOf(picture?.file ?? '')).stats();
  expect(dominant.r).toBeGreaterThan(240);
});

test('of one that is gone there is nothing', async () => {
  expect(await t.media.inFormat('0123456789abcdef.png', 'webp')).toBe(null);
});

test('who deletes a picture deletes what was made of it, and nobody else’s', async () => {
  const [name, other] = [await keep(await samplePicture('png')), await keep(await samplePicture('webp'))];
  const made = await t.media.inFormat(name, 'jpeg', 80);
  await t.media.forget(name);
  expect(await t.media.find(name)).toBe(null);
  expect(await t.media.find(made?.file ?? '')).toBe(null);
  expect(await t.media.find(other)).toMatchObject({ name: other });
  expect(await t.filesOnDisk()).toHaveLength(1);
  expect(t.media.totalBytes()).toBe((await bytesOf(other)).length);
});

test('what a killed process or a power failure left of an earlier conversion does not stand in its way', async () => {
  const name = await keep(await samplePicture('png'));
  const { path = '' } = (await t.media.find(name)) ?? {};
  await writeFile(path.replace('.png', '.part'), 'half of a pict');
  const made = await t.media.inFormat(name, 'webp');
  const lost = (await t.media.find(made?.file ?? ''))?.path ?? '';
  await truncate(lost, 3);
  expect(await t.media.inFormat(name, 'webp')).toEqual(made);
  expect((await sharp(await readFile(lost)).metadata()).format).toBe('webp');
});

test('a picture that is deleted while it is converted leaves nothing behind', async () => {
  const name = await keep(await samplePicture('png', { width: 600, height: 600 }));
  const [picture] = await Promise.all([t.media.inFormat(name, 'webp'), t.media.forget(name)]);
  expect(picture).toBe(null);
  expect(await t.filesOnDisk()).toEqual([]);
  expect(t.media.totalBytes()).toBe(0);
});

test('one that cannot be converted was paid for, so the failure says that nobody may ask for another', async () => {
  const name = await keep(await samplePicture('png'));
  const { path = '', bytes = 0 } = (await t.media.find(name)) ?? {};
  await writeFile(path, Buffer.alloc(bytes));
  await expect(t.media.inFormat(name, 'webp')).rejects.toMatchObject({ code: 'media_unavailable', outcome: 'unknown' });
});

test('one that was cut off is given as far as it goes', async () => {
  const name = await keep(await samplePicture('jpeg', { width: 600, height: 400 }));
  const { path = '', bytes = 0 } = (await t.media.find(name)) ?? {};
  await writeFile(
    path,
    Buffer.concat([(await readFile(path)).subarray(0, bytes / 2), Buffer.alloc(Math.ceil(bytes / 2))]),
  );
  expect(await t.media.inFormat(name, 'webp')).toMatchObject({ width: 600, height: 400 });
});
