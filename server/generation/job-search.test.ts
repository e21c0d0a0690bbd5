import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { createJobSearch, type JobFilter, type JobPlace } from './job-search.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const COUNT = 9_000;

let dir: string;
let database: Database;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-jobs-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  for (let from = 0; from < COUNT; from += 300) {
    const jobs = Array.from({ length: 300 }, (_, index) => job(from + index));
    await database.commit((tx) => tx.insertInto('Generation').values(jobs).execute());
  }
});
afterAll(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const idOf = (index: number): string => `gen_${index.toString(16).padStart(32, '0')}`;

/** Job number `index`: three in the same millisecond, one in ten failed, one in a thousand deleted by its owner. */
function job(index: number): Generation {
  const createdAt = NOON + Math.floor(index / 3);
  const isVideo = index % 2 === 0;
  return {
    id: idOf(index),
    state: index % 10 === 0 ? 'failed' : 'completed',
    kind: isVideo ? 'video' : 'image',
    mode: isVideo ? 't2v' : 't2i',
    model: isVideo ? 'veo' : 'gemini',
    variant: 'v',
    prompt: index % 700 === 0 ? `An Otter at 100% of job_${index}` : 'waves',
    ratio: '16:9',
    seconds: null,
    resolution: null,
    request: { images: [], seed: 1 },
    apiKeyId: `key-${index % 5}`,
    requestId: 'r',
    route: '/',
    callId: null,
    fingerprint: null,
    facts: null,
    tokenId: index % 7,
    upstream: 'flow',
    modelKey: null,
    step: 'generate',
    credits: 0,
    work: null,
    assets: null,
    error: null,
    notice: null,
    attempts: null,
    createdAt,
    submittedAt: null,
    deadlineAt: null,
    completedAt: createdAt,
    deletedAt: index % 1_000 === 1 ? NOON : null,
    updatedAt: createdAt,
  };
}

async function all(filter: JobFilter, limit: number): Promise<string[]> {
  const search = createJobSearch({ database, elapsed: () => performance.now() });
  const found: string[] = [];
  let before: JobPlace | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof search.page>> = await search.page({ filter, before, limit });
    found.push(...page.rows.map(({ id }) => id));
    if (!page.hasMore) return found;
    before = page.end;
  }
}

const EVERY = Array.from({ length: COUNT }, (_, index) => COUNT - 1 - index).filter((index) => index % 1_000 !== 1);

test.each<[JobFilter, (index: number) => boolean]>([
  [{}, () => true],
  [{ states: ['failed'] }, (index) => index % 10 === 0],
  [{ states: ['failed', 'completed'] }, () => true],
  [{ states: ['running'] }, () => false],
  [{ kind: 'image' }, (index) => index % 2 === 1],
  [{ models: ['veo'], states: ['completed'] }, (index) => index % 2 === 0 && index % 10 !== 0],
  [{ apiKeyIds: ['key-1', 'key-2'] }, (index) => index % 5 === 1 || index % 5 === 2],
  [{ tokenIds: [3], apiKeyIds: ['key-1'] }, (index) => index % 7 === 3 && index % 5 === 1],
  [{ text: 'an otter' }, (index) => index % 700 === 0],
  [{ text: '100% of job_' }, (index) => index % 700 === 0],
  [{ text: '100%job' }, () => false],
  [{ text: 'otter', states: ['failed'] }, (index) => index % 700 === 0],
  [{ text: idOf(12) }, (index) => index === 12],
  [{ text: idOf(12), kind: 'image' }, () => false],
  [{ from: NOON + 10, to: NOON + 12 }, (index) => index >= 30 && index < 36],
  [{ from: NOON + 10, to: NOON + 12, kind: 'video' }, (index) => index >= 30 && index < 36 && index % 2 === 0],
])('the pages of %j hold every match once, newest first', async (filter, fits) => {
  const wanted = EVERY.filter(fits).map(idOf);
  expect(await all(filter, 400)).toEqual(wanted);
  if (wanted.length < 100) expect(await all(filter, 2)).toEqual(wanted);
});
