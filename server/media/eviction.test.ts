import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { File } from '../../schema/entities/file.ts';
import { createEviction } from './eviction.ts';
import { createShelf } from './shelf.ts';
import { createStoredBytes } from './stored-bytes.ts';
import { samplePicture } from './testing/sample-media.ts';
import { MINUTE_MS, startMedia, streamOf, type TestMedia } from './testing/start-media.ts';

const HOUR_MS = 60 * MINUTE_MS;

let t: TestMedia;
beforeEach(async () => {
  t = await startMedia();
});
afterEach(() => t[Symbol.asyncDispose]());

/** Puts files of 1,000 bytes in place as if they had been kept earlier: the first is the oldest, a minute apart. */
async function keepOld(count: number, oldestAgeMs: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${String(index).padStart(12, '0')}.png`);
  await mkdir(join(t.dataDir, 'files', '00'), { recursive: true });
  for (const name of names) await writeFile(join(t.dataDir, 'files', '00', name), Buffer.alloc(1_000));
  const rows = names.map((name, index): File => {
    const createdAt = t.clock.now - oldestAgeMs + index * MINUTE_MS;
    return {
      name,
      purpose: 'asset',
      mimeType: 'image/png',
      bytes: 1_000,
      width: 1,
      height: 1,
      sha256: null,
      createdAt,
    };
  });
  await t.database.commit((tx) => tx.insertInto('File').values(rows).execute());
  return names;
}

const rowNames = async () =>
  (await t.database.read.selectFrom('File').select('name').orderBy('name').execute()).map(({ name }) => name);

describe('by age', () => {
  test('files over the limit go, rows and bytes, and the others stay', async () => {
    const names = await keepOld(60, 90 * MINUTE_MS);
    t.limits.maxAgeMs = HOUR_MS;
    await t.media.sweep();
    expect(await rowNames()).toEqual(names.slice(30));
    expect((await t.filesOnDisk()).sort()).toEqual(names.slice(30));
  });

  test('0 keeps files for ever', async () => {
    await keepOld(3, 10_000 * HOUR_MS);
    await t.media.sweep();
    expect(await rowNames()).toHaveLength(3);
  });

  test('a limit of seconds still leaves ten minutes to fetch a file', async () => {
    const names = await keepOld(20, 20 * MINUTE_MS);
    t.limits.maxAgeMs = 1_000;
    await t.media.sweep();
    expect(await rowNames()).toEqual(names.slice(10));
  });
});

describe('by total size', () => {
  test('the oldest go until the rest fits, over many pages', async () => {
    const names = await keepOld(450, 1_000 * MINUTE_MS);
    const media = t.restart();
    await media.start();
    expect(media.totalBytes()).toBe(450_000);
    t.limits.maxTotalBytes = 99_500;
    await media.sweep();
    expect(await rowNames()).toEqual(names.slice(351));
    expect((await t.filesOnDisk()).sort()).toEqual(names.slice(351));
    expect(media.totalBytes()).toBe(99_000);
  });

  test('what a job still needs stays, however old, and the next ones go instead', async () => {
    const names = await keepOld(250, 1_000 * MINUTE_MS);
    for (const name of names.slice(0, 120)) t.needed.add(name);
    const media = t.restart();
    await media.start();
    t.limits.maxTotalBytes = 130_000;
    t.limits.maxAgeMs = 0;
    await media.sweep();
    expect(await rowNames()).toEqual([...names.slice(0, 120), ...names.slice(240)]);
  });

  test('files of the last ten minutes stay even when they alone are too much', async () => {
    t.limits.maxTotalBytes = 1;
    const kept = await t.keep(streamOf(await samplePicture('png')), 'image');
    await t.media.sweep();
    expect(await t.media.find(kept.name)).not.toBeNull();
  });

  test('a new file makes room by itself, without waiting for the next round', async () => {
    const [oldest = ''] = await keepOld(1, 60 * MINUTE_MS);
    t.limits.maxTotalBytes = 1_000;
    const kept = await t.keep(streamOf(await samplePicture('png')), 'image');
    await expect.poll(() => t.media.find(oldest)).toBeNull();
    expect(await t.media.find(kept.name)).not.toBeNull();
  });
});

test('a file that is used again while it is being evicted stays', async () => {
  const picture = await t.media.keepInput(await samplePicture('png'));
  t.clock.now += 2 * HOUR_MS;
  t.limits.maxAgeMs = HOUR_MS;
  const storedBytes = createStoredBytes(t.database);
  await storedBytes.load();
  const eviction = createEviction({
    database: {
      ...t.database,
      // It was chosen already; the job that uses it comes just before its row would go.
      async commit(write) {
        await t.media.fromFile(picture.file);
        return t.database.commit(write);
      },
    },
    shelf: createShelf(join(t.dataDir, 'files')),
    storedBytes,
    limits: () => t.limits,
    now: () => t.clock.now,
    protectedInputs: async () => new Set(),
  });
  expect(await eviction.sweep()).toEqual({ files: 0, bytes: 0 });
  expect(await t.media.find(picture.file)).not.toBeNull();
});

test('a file whose bytes are gone already is forgotten all the same', async () => {
  const [name = ''] = await keepOld(1, 2 * HOUR_MS);
  await rm(join(t.dataDir, 'files', '00', name));
  t.limits.maxAgeMs = HOUR_MS;
  await t.media.sweep();
  expect(await rowNames()).toEqual([]);
  expect(t.warnings).toEqual([]);
});

test('a sweep that fails is logged, and the next one does the work', async () => {
  let isBroken = true;
  await using broken = await startMedia({
    protectedInputs: async () => {
      if (isBroken) throw new Error('the database is busy');
      return new Set();
    },
  });
  await broken.media.sweep();
  expect(broken.warnings).toContain('kept files could not be swept');
  const kept = await broken.keep(streamOf(await samplePicture('png')), 'image');
  isBroken = false;
  broken.clock.now += HOUR_MS;
  broken.limits.maxAgeMs = MINUTE_MS;
  await broken.media.sweep();
  expect(await broken.media.find(kept.name)).toBeNull();
});

test('a start removes what a dead process left: files without a row and half-written ones, once they are an hour old', async () => {
  const folder = join(t.dataDir, 'files', '00');
  const [known = ''] = await keepOld(1, 10 * HOUR_MS);
  const strays = {
    old: ['00aaaaaa.mp4', '00bbbbbb.part'],
    /** Of a process that was killed a minute ago. */
    dead: ['00eeeeee.part'],
    young: ['00cccccc.mp4', '00dddddd.part'],
    foreign: ['notes.txt'],
  };
  for (const name of Object.values(strays).flat()) await writeFile(join(folder, name), 'x');
  const longAgo = new Date(t.clock.now - HOUR_MS - MINUTE_MS);
  for (const name of [known, ...strays.old, ...strays.foreign]) await utimes(join(folder, name), longAgo, longAgo);
  const justNow = new Date(t.clock.now - MINUTE_MS);
  for (const name of [...strays.dead, '00cccccc.mp4']) await utimes(join(folder, name), justNow, justNow);
  const now = new Date(t.clock.now); // what the system writes down itself may be some milliseconds behind
  await utimes(join(folder, '00dddddd.part'), now, now);
  const media = t.restart();
  await media.start();
  await media.close();
  expect((await t.filesOnDisk()).sort()).toEqual([known, ...strays.young, ...strays.foreign].sort());
});

test('what is stored is counted along, and counted up again at a start', async () => {
  const bytes = await samplePicture('png');
  await t.keep(streamOf(bytes), 'image');
  await t.media.keepInput(bytes);
  expect(t.media.totalBytes()).toBe(2 * bytes.length);
  const media = t.restart();
  await media.start();
  expect(media.totalBytes()).toBe(2 * bytes.length);
});

describe('by hand', () => {
  test('what is older than asked for goes, however young, and what it was is told', async () => {
    const names = await keepOld(4, 3 * MINUTE_MS);
    expect(await t.media.purge(2 * MINUTE_MS)).toEqual({ files: 2, bytes: 2_000 });
    expect(await rowNames()).toEqual(names.slice(2));
    expect((await t.filesOnDisk()).sort()).toEqual(names.slice(2));
  });

  test('all goes but what unfinished jobs need', async () => {
    const names = await keepOld(250, 300 * MINUTE_MS);
    t.needed.add(String(names[7]));
    expect(await t.media.purge(0)).toEqual({ files: 249, bytes: 249_000 });
    expect(await rowNames()).toEqual([names[7]]);
    expect(await t.media.purge(0)).toEqual({ files: 0, bytes: 0 });
  });
});

describe('whether files can be kept', () => {
  test('is tried for real, and nothing is left of it', async () => {
    expect(await t.media.writeProblem()).toBeNull();
    expect(await t.filesOnDisk()).toEqual([]);
  });

  test('is no where the folder is a file', async () => {
    await rm(join(t.dataDir, 'files'), { recursive: true, force: true });
    await writeFile(join(t.dataDir, 'files'), '');
    expect(await t.media.writeProblem()).toMatch(/\((ENOTDIR|EEXIST)\)$/);
    await rm(join(t.dataDir, 'files'));
  });
});
