import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Rig, startRig, VIDEO } from './testing/rig.ts';

const KEY = 'key-of-the-caller';

async function finishedVideo(rig: Rig): Promise<string> {
  const { id } = await rig.submit(VIDEO);
  await rig.ended(id);
  return id;
}

test('the small picture of a video is the upstream’s own, fetched once and kept, also through a restart', async () => {
  await using rig = await startRig();
  const id = await finishedVideo(rig);
  const many = await Promise.all(Array.from({ length: 5 }, () => rig.service.generations.still(id, KEY)));
  await rig.reopen();
  await rig.start();
  const again = await rig.service.generations.still(id, KEY);
  expect(new Set([...many, again].map((still) => still?.file)).size).toBe(1);
  const file = await rig.service.media.find(again?.file ?? '');
  expect((await sharp(await readFile(file?.path ?? '')).metadata()).format).toBe('jpeg');
});

test('there is none for another key, of a picture, and once the video is deleted', async () => {
  await using rig = await startRig();
  const id = await finishedVideo(rig);
  const { still, remove } = rig.service.generations;
  expect(await still(id, 'another-key')).toBe(null);
  expect(await still('gen_none', KEY)).toBe(null);
  const picture = await rig.submit('gemini-2.5-flash-image');
  await rig.ended(picture.id);
  expect(await still(picture.id, KEY)).toBe(null);
  const kept = await still(id, KEY);
  await remove(id, KEY);
  expect(await still(id, KEY)).toBe(null);
  expect(await rig.service.media.find(kept?.file ?? '')).toBe(null);
});

test('an upstream that does not give it costs nothing but the picture', async () => {
  await using rig = await startRig();
  const id = await finishedVideo(rig);
  await rig.fault({
    endpoint: 'redirect',
    effect: { kind: 'status', status: 404, googleStatus: 'NOT_FOUND', message: 'x' },
  });
  expect(await rig.service.generations.still(id, KEY)).toBe(null);
  expect(await rig.service.generations.still(id, KEY)).not.toBe(null);
});
