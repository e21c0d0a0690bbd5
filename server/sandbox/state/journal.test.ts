import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal, readJournal } from './journal.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-journal-'));
  path = join(folder, 'journal');
});
afterEach(() => rm(folder, { recursive: true }));

test('what is settled is in the file, in order', async () => {
  const journal = await openJournal(path, () => []);
  for (let index = 0; index < 1_000; index += 1) journal.append(`line ${index}`);
  await journal.settled();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(1_000);
  expect(lines[999]).toBe('line 999');
  await journal.close();
});

test('who waits for an early line is not held up by later ones', async () => {
  const journal = await openJournal(path, () => []);
  journal.append('first');
  const first = journal.settled();
  let open = true;
  const flood = (async () => {
    while (open) {
      journal.append('more');
      await new Promise(setImmediate);
    }
  })();
  await first;
  open = false;
  await flood;
  await journal.close();
  expect((await readFile(path, 'utf8')).startsWith('first\n')).toBe(true);
});

test('a rewrite keeps the snapshot and everything appended while it runs', async () => {
  const live = ['a', 'b'];
  const journal = await openJournal(path, () => live);
  for (let index = 0; index < 5_000; index += 1) journal.append(`dead ${index}`);
  await journal.settled();
  const rewritten = journal.rewrite();
  await new Promise(setImmediate);
  journal.append('late');
  await rewritten;
  await journal.settled();
  const lines: string[] = [];
  for await (const line of readJournal(path)) lines.push(line);
  expect(lines).toEqual(['a', 'b', 'late']);
  await journal.close();
});

test('a file that is not there has no lines; one that cannot be written fails those who wait', async () => {
  const lines: string[] = [];
  for await (const line of readJournal(join(folder, 'nowhere'))) lines.push(line);
  expect(lines).toEqual([]);
  const journal = await openJournal(path, () => []);
  await journal.close();
  journal.append('too late');
  await expect(journal.settled()).rejects.toThrow();
});
