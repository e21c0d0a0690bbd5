import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiKeySchema } from '../../schema/entities/api-key.ts';
import { type Generation, GenerationSchema } from '../../schema/entities/generation.ts';
import type { Row } from '../../schema/entities/row.ts';
import { type Database, openDatabase } from './database.ts';
import { fixedStatement } from './fixed-statement.ts';
import { storedRows } from './stored-rows.ts';

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-rows-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const job: Generation = {
  id: 'job_1',
  state: 'completed',
  kind: 'image',
  mode: 't2i',
  model: 'm',
  variant: 'v',
  prompt: '{"not": "JSON of ours"}',
  ratio: '1:1',
  seconds: null,
  resolution: '1k',
  request: { images: [], seed: 7 },
  apiKeyId: 'k',
  requestId: 'r',
  route: '/',
  callId: 'call_1',
  fingerprint: null,
  facts: { size: '1024x1024', first: true },
  tokenId: 3,
  upstream: 'flow',
  modelKey: null,
  step: 'generate',
  credits: 0,
  work: { operation: null, media: { mediaId: 'm', url: null, urlExpiresAt: 1_700_000_000_123, inlineFile: null } },
  assets: [],
  error: null,
  notice: null,
  attempts: null,
  createdAt: 1_700_000_000_123,
  submittedAt: null,
  deadlineAt: null,
  completedAt: 1_700_000_000_456,
  updatedAt: 1_700_000_000_456,
  deletedAt: null,
};

test('a row is read as the ORM reads it: JSON, null, text that looks like JSON, large numbers', async () => {
  const { columns, read } = storedRows<Generation>(GenerationSchema);
  const find = fixedStatement<{ id: string }, Generation>(
    (db, { id }) => db.selectFrom('Generation').select(columns).where('id', '=', id),
    read,
  );
  await database.commit((tx) => tx.insertInto('Generation').values(job).execute());
  expect((await find(database.read, { id: 'job_1' })).rows).toEqual([job]);
  expect(await database.read.selectFrom('Generation').selectAll().execute()).toEqual([job]);
  expect((await find(database.read, { id: 'other' })).rows).toEqual([]);
});

test('booleans are booleans', async () => {
  type Key = Row<typeof ApiKeySchema>;
  const { columns, read } = storedRows<Key>(ApiKeySchema);
  const find = fixedStatement<{ enabled: boolean }, Key>(
    (db, { enabled }) => db.selectFrom('ApiKey').select(columns).where('enabled', '=', enabled),
    read,
  );
  const key = { id: 'k', name: 'n', hash: 'h', last4: 'abcd', createdAt: 1, lastUsedAt: null, expiresAt: null };
  const keys = [true, false].map((enabled, index) => ({ ...key, enabled, id: `k${index}`, hash: `h${index}` }));
  await database.commit((tx) => tx.insertInto('ApiKey').values(keys).execute());
  expect((await find(database.read, { enabled: true })).rows).toMatchObject([keys[0] ?? {}]);
  expect((await find(database.read, { enabled: false })).rows).toMatchObject([keys[1] ?? {}]);
});
