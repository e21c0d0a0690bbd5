import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  expect(row).toEqual({ ...key, enabled: false, lastUsedAt: null, expiresAt: null });
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
