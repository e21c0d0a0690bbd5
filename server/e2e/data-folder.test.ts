import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../database/database.ts';
import { startProgram } from '../testing/child-process.ts';
import { startService } from '../testing/service-process.ts';
import { chatBody, generate } from './chat.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-start-'));
});
afterEach(() => rm(dir, { recursive: true }));

const start = (dataDir: string) =>
  startProgram('server/main.ts', [], {
    FLOW2API_DATA_DIR: dataDir,
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_SERVER__PORT: '0',
  });

test.each<[string, string, (place: string) => Promise<unknown>]>([
  ['a data folder that is a file', '', (place) => writeFile(place, '')],
  ['a database that is a folder', 'flow2api.db', (place) => mkdir(place)],
  ['a database that is none', 'flow2api.db', (place) => writeFile(place, 'garbage '.repeat(1000))],
  ['a log folder that is a file', 'logs', (place) => writeFile(place, '')],
  ['a files folder that is a file', 'files', (place) => writeFile(place, '')],
  ['a key file that is a folder', 'secret.key', (place) => mkdir(place)],
  ["a sandbox's state that is a folder", 'sandbox.jsonl', (place) => mkdir(place)],
])('%s ends the start in one sentence', async (_, name, prepare) => {
  const dataDir = join(dir, 'data');
  if (name !== '') await mkdir(dataDir);
  const place = join(dataDir, name);
  await prepare(place);
  await using program = start(dataDir);
  expect(await program.exited).toBe(1);
  expect(program.stderr()).toContain(place);
  expect(program.stderr()).toContain('cannot be');
  expect(program.stderr()).not.toMatch(/^\s+at /m);
});

test('a database that another program holds locked ends the start in one sentence', async () => {
  const file = join(dir, 'flow2api.db');
  await (await openDatabase(file)).close();
  const other = new Sqlite(file);
  other.exec('begin immediate');
  await using program = start(dir);
  expect(await program.exited).toBe(1);
  other.close();
  expect(program.stderr()).toMatch(/another program holds it locked \(SQLITE_BUSY\)/);
  expect(program.stderr()).not.toMatch(/^\s+at /m);
});

test('a place that nothing can be made in ends the start as well', async () => {
  await using program = start('/proc/flow2api');
  expect(await program.exited).toBe(1);
  expect(program.stderr()).toMatch(/^\/proc\/flow2api cannot be used: .*\n$/);
});

test('nothing that a run leaves behind can be read by everybody', async () => {
  await using service = await startService();
  await generate(service, chatBody('gemini-2.5-flash-image', 'hello'));
  const found = await readdir(service.dataDir, { recursive: true, withFileTypes: true });
  const modes = await Promise.all(
    found.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, open: ((await stat(path)).mode & 0o007) !== 0 };
    }),
  );
  expect(modes.filter(({ open }) => open)).toEqual([]);
  for (const name of ['flow2api.db', 'secret.key', 'files', 'logs', 'sandbox.jsonl']) {
    expect(found.map((entry) => entry.name)).toContain(name);
  }
});

test('while the database cannot be written the service is not ready, and says why', async () => {
  await using service = await startService();
  const ready = async () => {
    const response = await service.fetch('/ready');
    return { status: response.status, ...((await response.json()) as { reasons: string[] }) };
  };
  expect(await ready()).toMatchObject({ status: 200 });

  const other = new Sqlite(join(service.dataDir, 'flow2api.db'));
  other.exec('begin immediate');
  const refused = await service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'hello'));
  expect(refused.status).toBeGreaterThanOrEqual(500);
  const outage = 'the database cannot be written: another program holds it locked (SQLITE_BUSY)';
  expect(await ready()).toMatchObject({ status: 503, reasons: [outage] });
  const told = () => service.program.lines.filter((line) => line.includes(outage)).length;
  await expect.poll(told, { timeout: 10_000 }).toBe(1);

  other.exec('rollback');
  other.close();
  expect(await ready()).toMatchObject({ status: 200, reasons: [] });
});
