import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { CompiledQuery, Kysely } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImmediateSqliteDialect, openSqlite } from './sqlite-dialect.ts';

interface Tables {
  fruit: { name: string; weight?: number };
}

let dir: string;
let file: Sqlite.Database;
let prepared: string[];
let db: Kysely<Tables>;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-statements-'));
  file = openSqlite(join(dir, 'fruit.db'));
  file.exec("create table fruit (name text); insert into fruit values ('apple'), ('pear')");
  prepared = [];
  const prepare = file.prepare.bind(file);
  file.prepare = ((sql: string) => {
    prepared.push(sql);
    return prepare(sql);
  }) as typeof file.prepare;
  db = new Kysely<Tables>({ dialect: new ImmediateSqliteDialect(file) });
});
afterEach(async () => {
  await db.destroy();
  await rm(dir, { recursive: true });
});

test('a statement is prepared once, whatever is bound to it, inside transactions and outside', async () => {
  const add = (name: string) =>
    db.transaction().execute((tx) => tx.insertInto('fruit').values({ name }).executeTakeFirst());
  expect((await add('plum')).insertId).toBe(3n);
  expect((await add('fig')).insertId).toBe(4n);
  for (const name of ['plum', 'fig']) {
    expect(await db.selectFrom('fruit').selectAll().where('name', '=', name).execute()).toEqual([{ name }]);
  }
  expect(prepared.map((sql) => sql.split(' ')[0])).toEqual(['begin', 'insert', 'commit', 'select']);
});

test('a pragma acts each time it is run', async () => {
  const level = () => file.pragma('synchronous', { simple: true });
  for (const [name, value] of [
    ['full', 2],
    ['normal', 1],
    ['full', 2],
    ['normal', 1],
  ] as const) {
    await db.executeQuery(CompiledQuery.raw(`pragma synchronous = ${name}`));
    expect(level()).toBe(value);
  }
});

test('a kept statement sees a column that came later, and a failed one can be run again', async () => {
  const all = db.selectFrom('fruit').selectAll().where('name', '=', 'apple');
  expect(await all.execute()).toEqual([{ name: 'apple' }]);
  file.exec('alter table fruit add column weight integer; create unique index one_of_each on fruit (name)');
  expect(await all.execute()).toEqual([{ name: 'apple', weight: null }]);
  const add = (name: string) => db.insertInto('fruit').values({ name }).execute();
  await add('plum');
  await expect(add('plum')).rejects.toThrow(/UNIQUE/);
  await add('fig');
});

test('rows can be streamed before and after the same statement was run', async () => {
  const all = db.selectFrom('fruit').select('name').orderBy('name');
  const stream = async () => {
    const names: string[] = [];
    for await (const { name } of all.stream()) names.push(name);
    return names;
  };
  expect(await stream()).toEqual(['apple', 'pear']);
  expect(await all.execute()).toHaveLength(2);
  expect(await stream()).toEqual(['apple', 'pear']);
});
