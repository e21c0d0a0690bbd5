import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { fixedStatement } from './fixed-statement.ts';

interface Key {
  id: string;
  name: string | null;
  hash: string;
  enabled: boolean;
  createdAt: number;
}

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-fixed-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

test('values go in as they do without it: text, numbers, booleans, JSON and null', async () => {
  let built = 0;
  const insertKey = fixedStatement<Key>((db, values) => {
    built += 1;
    return db.insertInto('ApiKey').values({ ...values, name: values.name ?? '', last4: 'abcd' });
  });
  const insertSetting = fixedStatement<{ key: string; value: unknown; updatedAt: number }>((db, values) =>
    db.insertInto('Setting').values(values),
  );
  const keys = [true, false].map((enabled, index) => ({
    id: `k${index}`,
    name: `n'${index}`,
    hash: `h${index}`,
    enabled,
    createdAt: 1_700_000_000_123,
  }));
  const settings = [{ on: true, list: [1, 'two'] }, 'text', 5, ['a']].map((value, index) => ({
    key: `s${index}`,
    value,
    updatedAt: index,
  }));
  await database.commit(async (tx) => {
    for (const key of keys) await insertKey(tx, key);
    for (const setting of settings) await insertSetting(tx, setting);
  });
  const others = { last4: 'abcd', lastUsedAt: null, expiresAt: null };
  expect(await database.read.selectFrom('ApiKey').selectAll().orderBy('id').execute()).toMatchObject(
    keys.map((key) => ({ ...key, ...others })),
  );
  expect(await database.read.selectFrom('Setting').selectAll().orderBy('key').execute()).toEqual(settings);
  expect(built).toBe(1);
});

test('each set of fields has a statement of its own, and a field may be left out or null', async () => {
  const key = { id: 'k', name: 'n', hash: 'h', last4: 'abcd', enabled: true, createdAt: 1 };
  const others = { lastUsedAt: 2, expiresAt: 3 };
  await database.commit((tx) =>
    tx
      .insertInto('ApiKey')
      .values({ ...key, ...others })
      .execute(),
  );
  type Change = { id: string; name?: string | undefined; expiresAt?: number | null };
  const change = fixedStatement<Change>((db, { id, ...set }) => db.updateTable('ApiKey').set(set).where('id', '=', id));
  const { numAffectedRows } = await database.commit((tx) => change(tx, { id: 'k', name: 'm' }));
  await database.commit((tx) => change(tx, { id: 'k', name: undefined, expiresAt: null }));
  const none = await database.commit((tx) => change(tx, { id: 'other', name: 'x' }));
  expect([numAffectedRows, none.numAffectedRows]).toEqual([1n, 0n]);
  const row = await database.read.selectFrom('ApiKey').selectAll().executeTakeFirst();
  expect(row).toMatchObject({ ...key, ...others, name: 'm', expiresAt: null });
});

test('rows come back as the entities declare them', async () => {
  const setting = { key: 'k', value: { on: true }, updatedAt: 7 };
  await database.commit((tx) => tx.insertInto('Setting').values(setting).execute());
  const read = fixedStatement<{ key: string }>((db, { key }) =>
    db.selectFrom('Setting').selectAll().where('key', '=', key),
  );
  expect((await read(database.read, { key: 'k' })).rows).toEqual([setting]);
  expect((await read(database.read, { key: 'other' })).rows).toEqual([]);
  expect((await read(database.read, { key: 'k' })).rows).toEqual([setting]);
});

test('a statement that makes something else of a value is refused', async () => {
  const wrong = fixedStatement<{ key: string }>((db, { key }) =>
    db.selectFrom('Setting').selectAll().where('key', '=', key.toUpperCase()),
  );
  expect(() => wrong(database.read, { key: 'k' })).toThrow('does not hand on its field key');
});
