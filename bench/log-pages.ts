import { hash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Generation } from '../schema/entities/generation.ts';
import type { RequestLog } from '../schema/entities/request-log.ts';
import type { GenerationState } from '../schema/generation.ts';
import { type Database, openDatabase } from '../server/database/database.ts';
import { createJobSearch, type JobFilter, type JobPlace } from '../server/generation/job-search.ts';
import { createHistogram } from '../server/usage/request-histogram.ts';
import { createRequestSearch, type RequestFilter } from '../server/usage/request-search.ts';
import { recordRequests } from '../server/usage/request-stats.ts';
import { ms, printTable } from './table.ts';

/** How long a page of the request log and of the list of jobs takes, with a million rows in the one and 200,000 in the other. */
const REQUESTS = 1_000_000;
const JOBS = 200_000;
const BATCH = 2_000;
const ROUNDS = 40;
const PAGE = 50;
const BUDGET_MS = 200;

const NOW = Date.UTC(2026, 10, 28, 12);
const STEP_MS = 2_000;
const MODELS = ['veo_3_1_t2v_fast_landscape', 'gemini-2.5-flash-image', 'veo_3_1_t2v_fast_1080p', 'veo_2_0_t2v'];
const ERRORS = ['content_rejected', 'rate_limited', 'upstream_unavailable', 'token_throttled'];
const STATES: readonly GenerationState[] = ['completed', 'completed', 'completed', 'completed', 'failed', 'cancelled'];

const elapsed = (): number => performance.now();
const dir = await mkdtemp(join(tmpdir(), 'flow2api-logs-'));
const database = await openDatabase(join(dir, 'flow2api.db'));
try {
  await fill(database);
  const rows = [...(await requestRows(database)), ...(await jobRows(database))];
  const table = rows.map(({ name, times }) => [
    name,
    ms(at(times, 0.5)),
    ms(at(times, 0.95)),
    ms(Math.max(...times)),
    at(times, 0.95) <= BUDGET_MS ? 'yes' : 'not met',
  ]);
  process.stdout.write(
    `${REQUESTS.toLocaleString('en-US')} requests, ${JOBS.toLocaleString('en-US')} jobs, ${ROUNDS} rounds, pages of ${PAGE}\n\n`,
  );
  process.stdout.write(`${printTable(['page', 'p50', 'p95', 'longest', `p95 under ${BUDGET_MS} ms?`], table)}\n`);
  if (rows.some(({ times }) => at(times, 0.95) > BUDGET_MS)) process.exitCode = 1;
} finally {
  await database.close();
  await rm(dir, { recursive: true, force: true });
}

interface Timed {
  name: string;
  times: readonly number[];
}

async function timed(name: string, work: (round: number) => Promise<unknown>): Promise<Timed> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = elapsed();
    await work(round);
    times.push(elapsed() - begun);
  }
  return { name, times };
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

async function requestRows(database: Database): Promise<Timed[]> {
  const search = createRequestSearch({ database, elapsed });
  const histogram = createHistogram({ database, search, isModel: (name) => MODELS.includes(name), elapsed });
  const deep = (round: number) => Math.floor(REQUESTS / 2) - round * 997;
  const filters: [string, RequestFilter][] = [
    ['nothing', {}],
    ['status 5xx', { statusClasses: [5] }],
    ['status 2xx', { statusClasses: [2] }],
    ['error code', { errorCodes: ['content_rejected'] }],
    ['an error code that never comes', { errorCodes: ['region_refused'] }],
    ['model', { models: MODELS.slice(0, 2) }],
    ['key', { apiKeyIds: ['key-7'] }],
    ['token', { tokenIds: [5] }],
    ['kind', { kind: 'video' }],
    ['longer than 100 s', { minDurationMs: 100_000 }],
    ['longer than an hour (none)', { minDurationMs: 3_600_000 }],
    ['key, 5xx and longer than 100 s', { apiKeyIds: ['key-7'], statusClasses: [5], minDurationMs: 100_000 }],
    ['a week', { from: NOW - 20 * 86_400_000, to: NOW - 13 * 86_400_000 }],
    ['model in a week', { models: [MODELS[1] ?? ''], from: NOW - 20 * 86_400_000, to: NOW - 13 * 86_400_000 }],
    ['request id', { text: requestId(4_321) }],
    ['beginning of a job id', { text: jobId(4_321).slice(0, 16) }],
    ['part of a prompt', { text: 'number 7 of' }],
    ['part of a prompt that never comes', { text: 'no such words' }],
  ];
  const rows: Timed[] = [];
  for (const [name, filter] of filters) {
    rows.push(await timed(`requests, ${name}: first page`, () => search.page({ filter, before: null, limit: PAGE })));
    rows.push(
      await timed(`requests, ${name}: deep page`, (round) => search.page({ filter, before: deep(round), limit: PAGE })),
    );
  }
  const day = { from: NOW - 86_400_000, to: NOW };
  rows.push(await timed('histogram of a day', () => histogram({ filter: {}, ...day, bars: 96 })));
  rows.push(
    await timed('histogram of 7 days, one key', () =>
      histogram({ filter: { apiKeyIds: ['key-7'] }, from: NOW - 7 * 86_400_000, to: NOW, bars: 84 }),
    ),
  );
  return rows;
}

async function jobRows(database: Database): Promise<Timed[]> {
  const search = createJobSearch({ database, elapsed });
  const deep = (round: number): JobPlace => ({ createdAt: NOW - (JOBS / 2 + round * 97) * STEP_MS * 5, id: '' });
  const filters: [string, JobFilter][] = [
    ['nothing', {}],
    ['failed', { states: ['failed'] }],
    ['running (few)', { states: ['running', 'queued'] }],
    ['kind', { kind: 'video' }],
    ['model', { models: MODELS.slice(0, 2) }],
    ['key', { apiKeyIds: ['key-7'] }],
    ['token', { tokenIds: [5] }],
    ['key and failed', { apiKeyIds: ['key-7'], states: ['failed'] }],
    ['text that is in one of 50', { text: 'number 17 ' }],
    ['text that is nowhere', { text: 'a word that nobody wrote' }],
    ['a week', { from: NOW - 10 * 86_400_000, to: NOW - 3 * 86_400_000 }],
    ['id', { text: jobId(4_321) }],
  ];
  const rows: Timed[] = [];
  for (const [name, filter] of filters) {
    rows.push(await timed(`jobs, ${name}: first page`, () => search.page({ filter, before: null, limit: PAGE })));
    rows.push(
      await timed(`jobs, ${name}: deep page`, (round) => search.page({ filter, before: deep(round), limit: PAGE })),
    );
  }
  return rows;
}

async function fill(database: Database): Promise<void> {
  for (let start = 0; start < JOBS; start += BATCH) {
    const jobs = Array.from({ length: BATCH }, (_, index) => jobOf(start + index));
    await database.commit(async (tx) => {
      for (let from = 0; from < jobs.length; from += 200) {
        await tx
          .insertInto('Generation')
          .values(jobs.slice(from, from + 200))
          .execute();
      }
    });
  }
  for (let start = 0; start < REQUESTS; start += BATCH) {
    const requests = Array.from({ length: BATCH }, (_, index) => requestOf(start + index));
    await database.commit(async (tx) => {
      for (let from = 0; from < requests.length; from += 500) {
        await tx
          .insertInto('RequestLog')
          .values(requests.slice(from, from + 500))
          .execute();
      }
      await recordRequests(tx, requests);
    });
  }
}

function requestId(index: number): string {
  return `req_${hash('md5', `request ${index}`)}`;
}

function jobId(index: number): string {
  return `gen_${hash('md5', `job ${index}`)}`;
}

/** Spread over the last 23 days; one in twenty fails. */
function requestOf(index: number): Omit<RequestLog, 'id'> {
  const fails = index % 20 === 0;
  const job = index % 5 === 0 ? jobId(Math.floor(index / 5)) : null;
  return {
    requestId: requestId(index),
    at: NOW - (REQUESTS - index) * STEP_MS,
    method: 'POST',
    route: '/v1/chat/completions',
    status: fails ? (index % 40 === 0 ? 503 : 400) : 200,
    durationMs: (index * 7_919) % 120_000,
    apiKeyId: `key-${index % 40}`,
    generationId: job,
    tokenId: job === null ? null : index % 24,
    model: MODELS[index % MODELS.length] ?? null,
    kind: job === null ? null : index % 3 === 0 ? 'video' : 'image',
    errorCode: fails ? (ERRORS[(index / 20) % ERRORS.length] ?? null) : null,
    callerLeft: false,
  };
}

function jobOf(index: number): Generation {
  const createdAt = NOW - (JOBS - index) * STEP_MS * 5;
  const state = index > JOBS - 20 ? 'running' : (STATES[index % STATES.length] ?? 'completed');
  const words = 'a long walk along the shore at dusk, seen from a kite, waves and warm light '.repeat(4);
  return {
    id: jobId(index),
    state,
    kind: index % 3 === 0 ? 'video' : 'image',
    mode: index % 3 === 0 ? 't2v' : 't2i',
    model: MODELS[index % MODELS.length] ?? '',
    variant: MODELS[index % MODELS.length] ?? '',
    prompt: `number ${index % 50} of ${words}`,
    ratio: '16:9',
    seconds: 8,
    resolution: '720p',
    request: { images: [], seed: index },
    apiKeyId: `key-${index % 40}`,
    requestId: requestId(index * 5),
    route: '/v1/chat/completions',
    callId: `call_${randomUUID()}`,
    fingerprint: randomUUID(),
    facts: null,
    tokenId: index % 24,
    upstream: 'flow',
    modelKey: 'veo_3_1_t2v_fast',
    step: 'generate',
    credits: 20,
    work: null,
    assets: null,
    error: null,
    notice: null,
    attempts: [{ tokenId: index % 24, startedAt: createdAt, error: null, choice: null }],
    createdAt,
    submittedAt: createdAt,
    deadlineAt: null,
    completedAt: state === 'running' ? null : createdAt + 60_000,
    deletedAt: null,
    updatedAt: createdAt + 60_000,
  };
}
