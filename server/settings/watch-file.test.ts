import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { schedule } from '../schedule.ts';
import { watchFile } from './watch-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow2api-watch-'));
  path = join(folder, 'setting.toml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Resolves at the first change that is told after `edit`. */
async function toldOf(edit: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = watchFile({ path, onChange: resolve, schedule: soonOnly });
  edit();
  await promise;
  stop();
}

/** Without the looks that do not need to be told. */
const soonOnly: typeof schedule = (work, delayMs) => (delayMs > 1_000 ? () => {} : schedule(work, delayMs));

test('a file that is written in place is told', async () => {
  writeFileSync(path, 'a');
  await toldOf(() => writeFileSync(path, 'b'));
});

test('a file that another is put in place of is told, as editors do it', async () => {
  writeFileSync(path, 'a');
  await toldOf(() => {
    writeFileSync(`${path}~`, 'b');
    renameSync(`${path}~`, path);
  });
});

test('a file behind a link that is turned to another folder is told, as orchestrators do it', async () => {
  for (const name of ['one', 'two']) mkdirSync(join(folder, name));
  symlinkSync('one', join(folder, '..data'));
  symlinkSync('..data/setting.toml', path);
  await toldOf(() => {
    symlinkSync('two', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
  });
});

test('it is looked at every few seconds even where nothing is told, as where there is no such folder', async () => {
  rmSync(folder, { recursive: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  const delays: number[] = [];
  const stop = watchFile({
    path,
    onChange: resolve,
    schedule(work, delayMs) {
      delays.push(delayMs);
      return delays.length === 1 ? schedule(work, 0) : () => {};
    },
  });
  await promise;
  stop();
  expect(delays).toEqual([5_000, 5_000]);
});

test('several writes one after the other are told together', async () => {
  writeFileSync(path, 'a');
  let told = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = watchFile({
    path,
    schedule: soonOnly,
    onChange() {
      told += 1;
      resolve();
    },
  });
  for (const text of ['b', 'c', 'd']) writeFileSync(path, text);
  await promise;
  stop();
  expect(told).toBe(1);
});
