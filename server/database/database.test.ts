import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendEvent, type Database, openDatabase } from './database.ts';
import { NewerDatabaseError } from './migrate.ts';
import { openOrm } from './orm.ts';

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-db-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const setting = (key: string) => ({ key, value: { on: true, list: [1, 2] }, updatedAt: 1_700_000_000_123 });

test('migrations make exactly the tables that the entities describe', async () => {
  const orm = await openOrm(join(dir, 'flow2api.db'));
  expect(await orm.migrator.checkSchema()).toBe(false);
  expect((await orm.schema.getUpdateSchemaSQL()).trim()).toBe('');
  await orm.close();
});

test('values come back as the entities declare them', async () => {
  await database.commit((tx) => tx.insertInto('Setting').values(setting('flow.timeout')).execute());
  expect(await database.read.selectFrom('Setting').selectAll().executeTakeFirst()).toEqual(setting('flow.timeout'));
});

test('booleans go in and come out as booleans, in inserts, updates and conditions', async () => {
  const key = { id: 'k', name: 'n', hash: 'h', last4: 'abcd', enabled: true, createdAt: 1 };
  await database.commit((tx) =>
    tx
      .insertInto('ApiKey')
      .values({ ...key, lastUsedAt: null, expiresAt: null })
      .execute(),
  );
  await database.commit((tx) => tx.updateTable('ApiKey').set({ enabled: false }).where('enabled', '=', true).execute());
  const row = await database.read.selectFrom('ApiKey').selectAll().executeTakeFirst();
  expect(row).toMatchObject({ ...key, enabled: false, lastUsedAt: null, expiresAt: null });
});

test('a write that fails in a group does not take the others with it', async () => {
  const insert = (key: string) => database.commit((tx) => tx.insertInto('Setting').values(setting(key)).execute());
  const results = await Promise.allSettled([insert('a'), insert('b'), insert('a'), insert('c')]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  const rows = await database.read.selectFrom('Setting').select('key').orderBy('key').execute();
  expect(rows.map((row) => row.key)).toEqual(['a', 'b', 'c']);
});

test('events are numbered in the order of their commits', async () => {
  const numbers = await Promise.all(
    ['first', 'second', 'third'].map((what) =>
      database.commit((tx) => appendEvent(tx, { type: 'token-changed', tokenId: 1, status: 'active', what }, 5)),
    ),
  );
  expect(numbers).toEqual([1, 2, 3]);
});

/** Lets the file not grow, like a disk that is full. */
const allowPages = (pages: number) => database.read.executeQuery(CompiledQuery.raw(`pragma max_page_count = ${pages}`));
const insert = (key: string, value = '') =>
  database.commit((tx) => tx.insertInto('Setting').values({ key, value, updatedAt: 1 }).execute());
const insertMuch = (key: string) => insert(key, 'x'.repeat(100_000));

test('a full disk is called by its name, told once, and forgotten when there is room again', async () => {
  const told: string[] = [];
  database.watchWrites({
    failing: (outage) => told.push(outage),
    working: (failed) => told.push(`works after ${failed}`),
  });
  expect(await database.outage()).toBe(null);
  await allowPages(1); // stands for: as large as it is now
  await expect(insertMuch('a')).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  await expect(insertMuch('b')).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  expect(await database.outage()).toBe('the disk is full (SQLITE_FULL)');
  expect(told).toEqual(['the disk is full (SQLITE_FULL)']);

  await allowPages(1_000_000);
  expect(await database.outage()).toBe(null);
  expect(told.slice(1)).toEqual([expect.stringMatching(/^works after \d+$/)]);
  await insertMuch('c');
  const rows = await database.read.selectFrom('Setting').select('key').execute();
  expect(rows.map(({ key }) => key)).toEqual(['c']);
});

test('the next write that works ends an outage, without anybody asking', async () => {
  await allowPages(1);
  await expect(insertMuch('a')).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  await allowPages(1_000_000);
  const ended = new Promise<number>((resolve) => database.watchWrites({ failing: () => {}, working: resolve }));
  await insert('b');
  expect(await ended).toBe(1);
});

test('a database of a newer version is refused in words', async () => {
  const file = join(dir, 'newer.db');
  await (await openDatabase(file)).close();
  const orm = await openOrm(file);
  await orm.em
    .getConnection()
    .execute("insert into mikro_orm_migrations (name) values ('Migration29990101000000_future')");
  await orm.close();
  await expect(openDatabase(file)).rejects.toThrow(NewerDatabaseError);
  await expect(openDatabase(file)).rejects.toThrow(/Migration29990101000000_future/);
});
