import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditRecord } from '../../schema/audit.ts';
import { type Database, openDatabase } from '../database/database.ts';
import type { AuditFilter } from './audit-filter.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';

let dir: string;
let database: Database;
let at: number;
let log: AuditLog;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-audit-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = 1_780_000_000_000;
  log = createAuditLog({ database, now: () => at, elapsed: () => performance.now() });
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const record = (subject: string, more: Partial<AuditRecord> = {}): Promise<void> =>
  log.record({
    actor: { kind: 'admin', id: 'a1', name: 'ann' },
    action: 'token.update',
    subject,
    changes: [{ field: 'limits', from: { video: 1, image: undefined }, to: { image: 2, video: null } }],
    outcome: 'done',
    detail: null,
    address: '127.0.0.1',
    requestId: 'req_1',
    ...more,
  });

/** Changes the file as somebody would who does not want to be found out. */
function tamper(sql: string): void {
  const file = new Sqlite(join(dir, 'flow2api.db'));
  file.exec(sql);
  file.close();
}

const verifyByCommand = () =>
  spawnSync(process.execPath, ['server/audit/verify.ts'], {
    env: { PATH: process.env.PATH ?? '', FLOW2API_DATA_DIR: dir },
    encoding: 'utf8',
  });

test('every line follows from the one before it, also when many are written at once', async () => {
  await Promise.all(Array.from({ length: 120 }, (_, index) => record(String(index))));
  expect(await log.verify()).toMatchObject({ intact: true, entries: 120 });
  const { status, stdout } = verifyByCommand();
  expect([status, stdout]).toEqual([0, expect.stringContaining('intact: 120 lines')]);
});

test('many who ask at once share one walk, others have their turn meanwhile, and the next walk begins anew', async () => {
  await Promise.all(Array.from({ length: 120 }, (_, index) => record(String(index))));
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 0);
  let pages = 0;
  const read = new Proxy(database.read, {
    get(target, name) {
      if (name === 'selectFrom') pages += 1;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const counted = createAuditLog({
    ...{ database: { read, commit: database.commit }, now: () => at, elapsed: () => performance.now() },
  });
  const found = await Promise.all(Array.from({ length: 120 }, () => counted.verify()));
  clearInterval(count);
  expect(new Set(found.map((verification) => JSON.stringify(verification))).size).toBe(1);
  expect([pages <= 10, turns > 0]).toEqual([true, true]);
  tamper("update audit_log set actor_name = 'bob' where seq = 3");
  expect(await counted.verify()).toMatchObject({ intact: false, brokenSeq: 3 });
});

test('an empty log is intact, and its first line begins the chain', async () => {
  expect(await log.verify()).toEqual({ intact: true, entries: 0, lastHash: '0'.repeat(64) });
  await record('1');
  expect(await log.page({ limit: 1 })).toMatchObject([{ seq: 1, previousHash: '0'.repeat(64), at }]);
});

test.each([
  ['a changed field', "update audit_log set actor_name = 'bob' where seq = 3", 3, 'line 3 was changed'],
  ['a changed value', `update audit_log set changes = '[]' where seq = 3`, 3, 'line 3 was changed'],
  ['damaged JSON', `update audit_log set changes = '[{"field":' where seq = 3`, 3, 'line 3 is damaged'],
  ['JSON of another shape', `update audit_log set changes = '{}' where seq = 3`, 3, 'line 3 is damaged'],
  ['a line taken out', 'delete from audit_log where seq = 3', 4, 'line 3 is missing'],
  ['two lines taken out', 'delete from audit_log where seq in (2, 3)', 4, 'lines 2 to 3 are missing'],
  ['a line sealed anew', "update audit_log set hash = 'x', actor_name = 'b' where seq = 3", 3, 'line 3 was changed'],
  ['a chain begun anew', "update audit_log set previous_hash = 'x' where seq = 3", 3, 'does not follow from line 2'],
  ['the last line cut off', 'delete from audit_log where seq = 5', 5, 'line 5, once the last, is missing'],
])('%s is found, and told by the command as well', async (_, sql, brokenSeq, problem) => {
  for (let index = 1; index <= 5; index += 1) await record(String(index));
  tamper(sql);
  expect(await log.verify()).toMatchObject({ intact: false, brokenSeq, problem: expect.stringContaining(problem) });
  const { status, stdout } = verifyByCommand();
  expect([status, stdout]).toEqual([1, expect.stringContaining(problem)]);
});

test('the command says in words that there is no database', async () => {
  await rm(join(dir, 'flow2api.db'));
  expect(verifyByCommand()).toMatchObject({ status: 2, stderr: expect.stringContaining('There is no database') });
});

test('a line is an event as well, in the same moment', async () => {
  await record('7', { outcome: 'refused' });
  const events = await database.read.selectFrom('Event').selectAll().execute();
  expect(events.map(({ payload }) => payload)).toEqual([
    {
      type: 'audit-recorded',
      entrySeq: 1,
      actorName: 'ann',
      action: 'token.update',
      subject: '7',
      outcome: 'refused',
    },
  ]);
});

test('pages go by key in either direction, and filters narrow them', async () => {
  for (let index = 1; index <= 6; index += 1) {
    at += 1;
    await record(String(index), {
      action: index % 2 === 0 ? 'token.add' : 'tokens_x',
      outcome: index === 6 ? 'refused' : 'done',
    });
  }
  const seqs = async (page: Parameters<AuditLog['page']>[0]) => (await log.page(page)).map(({ seq }) => seq);
  expect(await seqs({ limit: 2 })).toEqual([6, 5]);
  expect(await seqs({ limit: 2, before: 5 })).toEqual([4, 3]);
  expect(await seqs({ limit: 2, after: 2, oldestFirst: true })).toEqual([3, 4]);
  expect(await seqs({ limit: 9, filter: { action: 'token.*' } })).toEqual([6, 4, 2]);
  expect(await seqs({ limit: 9, filter: { action: 'tokens_x' } })).toEqual([5, 3, 1]);
  expect(await seqs({ limit: 9, filter: { outcome: 'refused' } })).toEqual([6]);
  expect(await seqs({ limit: 9, filter: { subject: '4' } })).toEqual([4]);
  expect(await seqs({ limit: 9, filter: { actorId: 'nobody' } })).toEqual([]);
  expect(await seqs({ limit: 9, filter: { from: at - 2, to: at } })).toEqual([5, 4]);
});

test('a text is looked for in the id, the address and the name of whoever did it, in any case', async () => {
  const by = (name: string) => ({ actor: { kind: 'admin', id: name, name } as const });
  await record('26', { ...by('import'), action: 'token.add', detail: 'Acct26@studio.example' });
  await record('27', { ...by('import'), action: 'token.add', detail: 'acct27@studio.example' });
  await record('26', { ...by('Zoe'), detail: 'acct26@studio.example' });
  await record('x%y', { ...by('ann_b') });
  const found = async (text: string, filter = {}) =>
    (await log.find({ filter: { text, ...filter }, before: null, limit: 9 })).rows.map(({ seq }) => seq);
  expect(await found('acct26')).toEqual([3, 1]);
  expect(await found(' ACCT26@studio.example ')).toEqual([3, 1]);
  expect(await found('acct26', { action: 'token.add' })).toEqual([1]);
  expect(await found('zoe')).toEqual([3]);
  expect(await found('27')).toEqual([2]);
  expect(await found('%')).toEqual([4]);
  expect(await found('n_b')).toEqual([4]);
  expect(await found('nowhere')).toEqual([]);
  expect(await found('')).toEqual([4, 3, 2, 1]);
  const since = async (after: number, text: string) =>
    (await log.find({ filter: { text }, before: null, after, limit: 9 })).rows.map(({ seq }) => seq);
  expect([await since(1, 'acct26'), await since(3, 'acct26'), await since(2, '')]).toEqual([[3], [], [4, 3]]);
});

test('what is rare in a long log is found in pages, and exported whole', async () => {
  await database.commit(async (tx) => {
    const line = { actorKind: 'admin', actorId: 'a1', actorName: 'ann', action: 'token.add', outcome: 'done' } as const;
    const rest = { address: null, requestId: null, previousHash: '', hash: '', changes: '[]' as never };
    for (let begin = 1; begin <= 10_000; begin += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => ({
        ...line,
        ...rest,
        at: at + begin + index,
        subject: String(begin + index),
        detail: (begin + index) % 2_500 === 3 ? 'rare@studio.example' : 'often@studio.example',
      }));
      await tx.insertInto('AuditEntry').values(rows).execute();
    }
  });
  const all = async (filter: Omit<AuditFilter, 'text'>, limit: number) => {
    const found: number[] = [];
    let before: number | null = null;
    for (;;) {
      const page: Awaited<ReturnType<AuditLog['find']>> = await log.find({
        ...{ filter: { text: 'RARE', ...filter }, before, limit },
      });
      found.push(...page.rows.map(({ seq }) => seq));
      if (!page.hasMore) return found;
      before = page.end;
    }
  };
  expect(await all({}, 1)).toEqual([7_503, 5_003, 2_503, 3]);
  expect(await all({ from: at + 2_503, to: at + 7_503 }, 9)).toEqual([5_003, 2_503]);
  expect(await all({ to: at }, 9)).toEqual([]);
  const exported = await Array.fromAsync(log.exported({ text: 'rare' }, 'jsonl'));
  expect(exported.join('').trimEnd().split('\n')).toHaveLength(4);
});

test('no search reads the whole log at once, however rare its text is', async () => {
  let elapsed = 0;
  const impatient = createAuditLog({ database, now: () => at, elapsed: () => (elapsed += 1_000) });
  await database.commit(async (tx) => {
    const line = { actorKind: 'admin', actorId: 'a1', actorName: 'ann', action: 'token.add', outcome: 'done' } as const;
    const rest = { address: null, requestId: null, previousHash: '', hash: '', changes: '[]' as never };
    for (let begin = 1; begin <= 5_000; begin += 500) {
      const rows = Array.from({ length: 500 }, () => ({ ...line, ...rest, at, subject: '7', detail: null }));
      await tx.insertInto('AuditEntry').values(rows).execute();
    }
  });
  const query = { filter: { text: 'nowhere' }, limit: 9 };
  expect(await impatient.find({ ...query, before: null })).toEqual({ rows: [], hasMore: true, end: 3_001 });
  expect(await impatient.find({ ...query, before: 3_001 })).toEqual({ rows: [], hasMore: true, end: 1_001 });
  expect(await impatient.find({ ...query, before: 1_001 })).toEqual({ rows: [], hasMore: false, end: null });
});

test('all that the filter means is exported, in either form, and what looks like a formula is made text', async () => {
  for (const subject of ['=1+1', 'two', 'three']) await record(subject, { action: subject === 'two' ? 'b' : 'a.x' });
  const text = async (format: 'jsonl' | 'csv') =>
    (await Array.fromAsync(log.exported({ action: 'a.*' }, format))).join('');
  const lines = (await text('jsonl')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { subject: string }).subject)).toEqual(['three', '=1+1']);
  const [names, , first] = (await text('csv')).split('\r\n');
  expect(names).toMatch(/^seq,at,actorKind/);
  expect(first).toContain(",'=1+1,done,");
});

test('a line that is damaged says so on its page, and hides no other', async () => {
  for (const subject of ['1', '2', '3']) await record(subject);
  tamper(`update audit_log set changes = 'no JSON' where seq = 2`);
  const page = await log.page({ limit: 9 });
  expect(page.map(({ seq, damaged, changes }) => [seq, damaged, changes.length])).toEqual([
    [3, false, 1],
    [2, true, 0],
    [1, false, 1],
  ]);
  await record('4');
  expect(await log.page({ limit: 1 })).toMatchObject([{ seq: 4, damaged: false }]);
});
