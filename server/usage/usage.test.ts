import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import { appendEvent, type Database, openDatabase } from '../database/database.ts';
import { createRequestLog, type RequestLogEntry } from './request-log.ts';
import { createRetention } from './retention.ts';
import { recordUsage } from './usage-stats.ts';

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-usage-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

/** A token that is there, and one that is gone. */
const TOKEN = {
  id: 7,
  email: 'ada@example.com',
  sessionToken: 'sealed',
  sessionTokenHash: 'hash',
  createdAt: 0,
  updatedAt: 0,
};
const GONE = 8;
const NOON = Date.UTC(2026, 10, 22, 12);

function ended(id: string, over: Partial<Generation>): Generation {
  return {
    id,
    state: 'completed',
    kind: 'video',
    mode: 't2v',
    model: 'veo_2_0_t2v',
    variant: 'veo_2_0_t2v_landscape',
    prompt: 'waves',
    ratio: '16:9',
    seconds: 8,
    resolution: '720p',
    request: { images: [], seed: 1 },
    apiKeyId: 'key-a',
    requestId: 'r',
    route: '/v1/chat/completions',
    callId: null,
    fingerprint: null,
    facts: null,
    deletedAt: null,
    tokenId: 7,
    upstream: 'flow',
    modelKey: 'veo_2_0_t2v',
    step: 'generate',
    credits: 100,
    work: null,
    assets: null,
    error: null,
    notice: null,
    attempts: null,
    createdAt: NOON,
    submittedAt: NOON,
    deadlineAt: null,
    completedAt: NOON + 90_000,
    updatedAt: NOON + 90_000,
    ...over,
  };
}

test('jobs of one quarter of an hour, token, key and model add up in one row, with what each has cost however it ended', async () => {
  await database.commit((tx) => recordUsage(tx, ended('a', {})));
  await database.commit((tx) => recordUsage(tx, ended('b', { state: 'failed', credits: 0 })));
  await database.commit((tx) => recordUsage(tx, ended('d', { state: 'submit_unknown', credits: 50 })));
  await database.commit((tx) => recordUsage(tx, ended('c', { completedAt: NOON + 900_000 })));
  const rows = await database.read.selectFrom('UsageStat').selectAll().orderBy('quarter').execute();
  expect(rows).toMatchObject([
    { quarter: NOON, tokenId: 7, completed: 1, failed: 2, credits: 150, durationMs: 270_000 },
    { quarter: NOON + 900_000, completed: 1, failed: 0 },
  ]);
});

test('finished requests are written in one batch behind the answers', async () => {
  const entry: RequestLogEntry = {
    requestId: 'r',
    at: NOON,
    method: 'GET',
    route: '/v1/models',
    status: 200,
    durationMs: 3,
    apiKeyId: null,
    generationId: null,
    model: null,
    errorCode: null,
    callerLeft: false,
  };
  const log = createRequestLog({
    database,
    isModel: () => true,
    schedule: () => () => {},
    onError: (cause) => expect.fail(String(cause)),
  });
  for (let index = 0; index < 1_200; index += 1) log.add({ ...entry, requestId: `r${index}` });
  await log.close();
  const { count } = await database.read
    .selectFrom('RequestLog')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBe(1_200);
});

test('old events, names of calls and ended jobs go, young ones and unfinished ones stay', async () => {
  const old = NOON - 100 * 86_400_000;
  await database.commit(async (tx) => {
    for (let index = 0; index < 1_100; index += 1) {
      await appendEvent(tx, { type: 'token-changed', tokenId: index, status: 'active', what: 'added' }, old);
    }
    await appendEvent(tx, { type: 'token-changed', tokenId: 1, status: 'active', what: 'added' }, NOON);
    await tx
      .insertInto('Generation')
      .values([
        ended('old', { createdAt: old, completedAt: old }),
        ended('old-but-running', { createdAt: old, completedAt: null, state: 'running' }),
        ended('young', {}),
      ])
      .execute();
    const named = { apiKeyId: 'key-a', fingerprint: 'f', callId: 'call_1' };
    const names = Array.from({ length: 600 }, (_, index) => ({ ...named, key: `n${index}`, createdAt: old }));
    await tx.insertInto('IdempotencyKey').values(names).execute();
    await tx
      .insertInto('IdempotencyKey')
      .values({ ...named, key: 'young', createdAt: NOON })
      .execute();
  });
  const retention = createRetention({
    database,
    days: () => ({ events: 30, requestLogs: 30, requestBodies: 7, generations: 90, idempotencyKeys: 1, uploads: 1 }),
    maxBodyBytes: () => 1_000_000,
    schedule: () => () => {},
    now: () => NOON,
    onError: (cause) => expect.fail(String(cause)),
  });
  await retention.trim();
  expect(await database.read.selectFrom('Event').select('at').execute()).toEqual([{ at: NOON }]);
  expect(await database.read.selectFrom('IdempotencyKey').select('key').execute()).toEqual([{ key: 'young' }]);
  const left = await database.read.selectFrom('Generation').select('id').orderBy('id').execute();
  expect(left.map((row) => row.id)).toEqual(['old-but-running', 'young']);
});

test('uploads go after their time, and with their account', async () => {
  const picture = { aspectRatio: 'IMAGE_ASPECT_RATIO_UNSPECIFIED', projectId: 'p', mediaId: 'm' } as const;
  const day = 86_400_000;
  await database.commit(async (tx) => {
    await tx.insertInto('Token').values(TOKEN).execute();
    const old = Array.from({ length: 600 }, (_, index) => ({
      tokenId: 7,
      sha256: `old-${index}`,
      uploadedAt: NOON - 3 * day,
    }));
    const young = { sha256: 'young', uploadedAt: NOON - day };
    const uploads = [...old, { tokenId: 7, ...young }, { tokenId: GONE, ...young }];
    await tx
      .insertInto('Upload')
      .values(uploads.map((upload) => ({ ...picture, ...upload })))
      .execute();
  });
  const retention = createRetention({
    database,
    days: () => ({ events: 30, requestLogs: 30, requestBodies: 7, generations: 90, idempotencyKeys: 1, uploads: 2 }),
    maxBodyBytes: () => 1_000_000,
    schedule: () => () => {},
    now: () => NOON,
    onError: (cause) => expect.fail(String(cause)),
  });
  await retention.trim();
  const left = await database.read.selectFrom('Upload').select(['tokenId', 'sha256']).execute();
  expect(left).toEqual([{ tokenId: 7, sha256: 'young' }]);
});

test('bodies go by their age and by the size of all of them, the oldest first; counters go with the log', async () => {
  const day = 86_400_000;
  await database.commit(async (tx) => {
    const bodies = Array.from({ length: 200 }, (_, index) => ({
      requestId: `r${index}`,
      at: NOON - index * 1_000,
      request: 'x',
      response: null,
      bytes: 1_000,
    }));
    await tx.insertInto('RequestBody').values(bodies).execute();
    await tx
      .insertInto('RequestBody')
      .values({ ...bodies[0], requestId: 'old', at: NOON - 8 * day } as never)
      .execute();
    const stat = { statusClass: 2, apiKeyId: '', model: '', requests: 1, durationMs: 1 };
    await tx
      .insertInto('RequestStat')
      .values([
        { ...stat, minute: NOON - 31 * day },
        { ...stat, minute: NOON },
      ])
      .execute();
    const latency = { model: 'veo', upTo: 100, jobs: 1 };
    await tx
      .insertInto('LatencyStat')
      .values([
        { ...latency, hour: NOON - 91 * day },
        { ...latency, hour: NOON },
      ])
      .execute();
    const failure = { failures: 3, blockedUntil: 0 };
    await tx
      .insertInto('SignInFailure')
      .values([
        { ...failure, subject: 'account:old', lastAt: NOON - 32 * day },
        { ...failure, subject: 'account:new', lastAt: NOON },
      ])
      .execute();
  });
  const retention = createRetention({
    database,
    days: () => ({ events: 30, requestLogs: 30, requestBodies: 7, generations: 90, idempotencyKeys: 1, uploads: 2 }),
    maxBodyBytes: () => 60_500,
    schedule: () => () => {},
    now: () => NOON,
    onError: (cause) => expect.fail(String(cause)),
  });
  await retention.trim();
  const bodies = await database.read
    .selectFrom('RequestBody')
    .select(['requestId', 'at'])
    .orderBy('at', 'desc')
    .execute();
  expect(bodies).toHaveLength(60);
  expect(bodies.at(-1)?.requestId).toBe('r59');
  expect(await database.read.selectFrom('RequestStat').select('minute').execute()).toEqual([{ minute: NOON }]);
  expect(await database.read.selectFrom('LatencyStat').select('hour').execute()).toEqual([{ hour: NOON }]);
  expect(await database.read.selectFrom('SignInFailure').select('subject').execute()).toEqual([
    { subject: 'account:new' },
  ]);
});
