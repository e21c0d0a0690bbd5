import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirError } from './data-dir.ts';
import { lockData } from './data-lock.ts';
import { openDatabase } from './database.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-data-'));
});
afterEach(() => rm(dir, { recursive: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test.each<[string, (place: string) => Promise<unknown>, RegExp]>([
  ['a file', (place) => writeFile(place, ''), /data cannot be used: it is a file, and a folder belongs there/],
  ['a link to nowhere', (place) => symlink('/nowhere', place), /data cannot be used: /],
  [
    'a folder whose lock is a folder',
    (place) => mkdir(join(place, 'service.lock'), { recursive: true }),
    /service\.lock cannot be used: it is a folder, and a file belongs there \(EISDIR\)/,
  ],
])('a data folder that is %s is refused in words', async (_, prepare, words) => {
  const place = join(dir, 'data');
  await prepare(place);
  const refusal = expect(lockData(place)).rejects;
  await refusal.toThrow(DataDirError);
  await expect(lockData(place)).rejects.toThrow(words);
});

test('a data folder below a file is refused in words', async () => {
  await writeFile(join(dir, 'file'), '');
  await expect(lockData(join(dir, 'file/data'))).rejects.toThrow(
    /file\/data cannot be used: a part of the path is a file \(ENOTDIR\)/,
  );
});

test.each(['/proc/flow2api', '/proc', '/dev/null'])(
  'the data folder %s is refused in words, and at once',
  async (place) => {
    const refusal = await lockData(place).catch((cause: unknown) => cause);
    expect(refusal).toBeInstanceOf(DataDirError);
    expect((refusal as Error).message).toMatch(/cannot be used: .*FLOW2API_DATA_DIR/);
  },
);

test.each<[string, (file: string) => Promise<unknown>, RegExp]>([
  ['a folder', (file) => mkdir(file), /flow2api\.db cannot be used: it is a folder/],
  ['no database', (file) => writeFile(file, 'garbage '.repeat(1000)), /flow2api\.db cannot be used: it is no database/],
])('a database file that is %s is refused in words', async (_, prepare, words) => {
  const file = join(dir, 'flow2api.db');
  await prepare(file);
  const refusal = expect(openDatabase(file)).rejects;
  await refusal.toThrow(words);
  await expect(openDatabase(file)).rejects.toThrow(DataDirError);
});

test('a new database that another program holds locked is refused in words, and at once', async () => {
  const file = join(dir, 'flow2api.db');
  const other = new Sqlite(file);
  other.pragma('journal_mode = WAL');
  other.exec('begin immediate');
  await expect(openDatabase(file)).rejects.toThrow(/flow2api\.db cannot be used: another program holds it locked/);
  other.close();
  await (await openDatabase(file)).close();
});

test('what is made is for its owner alone, whatever was usual before', async () => {
  const made = join(dir, 'a/data');
  const file = join(made, 'flow2api.db');
  const unlock = await lockData(made);
  const database = await openDatabase(file);
  expect(await modeOf(made)).toBe('700');
  for (const path of [file, `${file}-wal`, `${file}-shm`, join(made, 'service.lock')]) {
    expect(await modeOf(path), path).toBe('600');
  }
  await database.close();

  await chmod(file, 0o644);
  await (await openDatabase(file)).close();
  expect(await modeOf(file)).toBe('600');
  unlock();
});

test('modes that an operator chose stay: the folder that is there, a group that may read', async () => {
  const file = join(dir, 'flow2api.db');
  await chmod(dir, 0o755);
  (await lockData(dir))();
  await (await openDatabase(file)).close();
  await chmod(file, 0o640);
  await (await openDatabase(file)).close();
  expect(await modeOf(dir)).toBe('755');
  expect(await modeOf(file)).toBe('640');
});
