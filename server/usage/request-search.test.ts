import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RequestLog } from '../../schema/entities/request-log.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { storedJob } from '../testing/stored-job.ts';
import { exportRequests } from './export-requests.ts';
import { createHistogram } from './request-histogram.ts';
import { createRequestLog } from './request-log.ts';
import { createRequestSearch, type RequestFilter } from './request-search.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const MODELS = ['veo', 'gemini'];

let dir: string;
let database: Database;
let search: ReturnType<typeof createRequestSearch>;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-search-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  search = createRequestSearch({ database, elapsed: () => performance.now() });
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

/** Request number `index`: one in a second, one in ten with 404, one in a hundred with 503. */
function request(index: number): Omit<RequestLog, 'id' | 'tokenId' | 'kind'> {
  const status = index % 100 === 0 ? 503 : index % 10 === 0 ? 404 : 200;
  return {
    requestId: `req_${String(index).padStart(20, '0')}`,
    at: NOON + index * 1_000,
    method: 'POST',
    route: '/v1/chat/completions',
    status,
    durationMs: index,
    apiKeyId: index % 2 === 0 ? 'even' : 'odd',
    generationId: null,
    model: MODELS[index % 2] ?? null,
    errorCode: status === 200 ? null : status === 404 ? 'not_found' : 'upstream_unavailable',
    callerLeft: false,
  };
}

async function fill(count: number): Promise<void> {
  const log = createRequestLog({
    database,
    isModel: (name) => MODELS.includes(name),
    schedule: () => () => {},
    onError: (cause) => expect.fail(String(cause)),
  });
  for (let index = 1; index <= count; index += 1) log.add(request(index));
  await log.close();
}

/** All pages of a filter, as the numbers of their requests. */
async function all(filter: RequestFilter, limit = 7): Promise<number[]> {
  const found: number[] = [];
  let before: number | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof search.page>> = await search.page({ filter, before, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    found.push(...page.rows.map(({ requestId }) => Number(requestId.slice(4))));
    if (!page.hasMore) return found;
    before = page.end;
  }
}

const EVERY = Array.from({ length: 10_000 }, (_, index) => 10_000 - index);

test('whatever is asked for, its pages hold every match once, newest first', async () => {
  await fill(10_000);
  const cases: [RequestFilter, (index: number) => boolean][] = [
    [{}, () => true],
    [{ statusClasses: [5] }, (index) => index % 100 === 0],
    [{ statusClasses: [4, 5] }, (index) => index % 10 === 0],
    [{ errorCodes: ['not_found', 'upstream_unavailable'] }, (index) => index % 10 === 0],
    [{ errorCodes: ['no_such_code'] }, () => false],
    [{ models: ['veo', 'gemini'] }, () => true],
    [{ apiKeyIds: ['odd'], statusClasses: [5] }, () => false],
    [
      { apiKeyIds: ['even'], statusClasses: [4], minDurationMs: 9_000 },
      (index) => index % 10 === 0 && index % 100 !== 0 && index >= 9_000,
    ],
    [{ minDurationMs: 9_990 }, (index) => index >= 9_990],
    [{ models: ['gemini'], minDurationMs: 1 }, (index) => index % 2 === 1],
    [{ from: NOON + 100_000, to: NOON + 103_000 }, (index) => index >= 100 && index < 103],
    [{ from: NOON + 100_000, to: NOON + 200_000, statusClasses: [5] }, (index) => index === 100],
    [{ to: NOON }, () => false],
    [{ from: NOON + 20_000_000 }, () => false],
    [{ text: request(77).requestId }, (index) => index === 77],
    [{ text: request(77).requestId.slice(0, 22) }, (index) => Math.floor(index / 100) === 0],
    [{ text: request(77).requestId, statusClasses: [5] }, () => false],
    [{ tokenIds: [3] }, () => false],
    [{ kind: 'video' }, () => false],
  ];
  for (const [filter, fits] of cases) {
    expect(await all(filter, 501), JSON.stringify(filter)).toEqual(EVERY.filter(fits));
  }
  expect(await all({ statusClasses: [5] }, 7)).toEqual(EVERY.filter((index) => index % 100 === 0));
}, 120_000);

test('what is rare is looked for within a bound of time, and goes on from there', async () => {
  await fill(9_000);
  let time = 0;
  const hasty = createRequestSearch({ database, elapsed: () => (time += 1_000) });
  const first = await hasty.page({ filter: { minDurationMs: 1, kind: 'image' }, before: null, limit: 5 });
  expect(first).toMatchObject({ rows: [], hasMore: true });
  expect(first.end).toBeGreaterThan(1);
  expect(first.end).toBeLessThan(9_000);
}, 60_000);

test('the counters of the minutes and the rows tell the same, and a model that nobody offers has no counter of its own', async () => {
  await fill(600);
  const histogram = createHistogram({ database, search, isModel: (name) => MODELS.includes(name), elapsed: () => 0 });
  const range = { from: NOON, to: NOON + 660_000, bars: 11 };
  const counted = await histogram({ filter: {}, ...range });
  expect(counted.bars).toHaveLength(11);
  expect(counted.bars.map(({ requests }) => requests)).toEqual([59, ...Array<number>(9).fill(60), 1]);
  expect(counted.bars.reduce((sum, { refused }) => sum + refused, 0)).toBe(54);
  expect(counted.bars.reduce((sum, { failed }) => sum + failed, 0)).toBe(6);
  expect((await histogram({ filter: { minDurationMs: 0 }, ...range })).bars).toEqual(counted.bars);
  const slow = await histogram({ filter: { minDurationMs: 590 }, ...range });
  expect(slow).toMatchObject({ countedFrom: null });
  expect(slow.bars.reduce((sum, { requests }) => sum + requests, 0)).toBe(11);
}, 60_000);

test('every row has its event, in the same order', async () => {
  await fill(1_200);
  const events = await database.read.selectFrom('Event').select(['subject', 'type']).orderBy('seq').execute();
  const rows = await database.read.selectFrom('RequestLog').select('requestId').orderBy('id').execute();
  expect(events.map(({ subject }) => subject)).toEqual(rows.map(({ requestId }) => requestId));
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['request-finished']));
}, 60_000);

test('an export has a line for each match, and nothing in it is taken for a formula', async () => {
  const log = createRequestLog({ database, isModel: () => false, schedule: () => () => {}, onError: () => {} });
  log.add({ ...request(1), model: '=HYPERLINK("x"),1' });
  log.add(request(2));
  await log.close();
  let csv = '';
  for await (const piece of exportRequests(search.every({}, 10), 'csv')) csv += piece;
  const lines = csv.trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toContain(`"'=HYPERLINK(""x""),1"`);
  let json = '';
  for await (const piece of exportRequests(search.every({}, 1), 'jsonl')) json += piece;
  expect(
    json
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ requestId: request(2).requestId, status: 200 }]);
});

test('requests are found by a part of the prompt of their job, in any case and as it is written', async () => {
  const prompts = ['A fox, 100% red', 'a Fox at night', 'an otter'];
  const jobs = prompts.map((prompt, index) => storedJob(`gen_${index}`, NOON, { prompt }));
  await database.commit((tx) => tx.insertInto('Generation').values(jobs).execute());
  const log = createRequestLog({
    ...{ database, isModel: () => true, schedule: () => () => {} },
    onError: (cause) => expect.fail(String(cause)),
  });
  for (let index = 1; index <= 300; index += 1) {
    log.add({ ...request(index), generationId: index % 100 === 0 ? `gen_${index / 100 - 1}` : null });
  }
  await log.close();
  expect(await all({ text: 'fox' })).toEqual([200, 100]);
  expect(await all({ text: '100% r' })).toEqual([100]);
  expect(await all({ text: 'o_' })).toEqual([]);
  expect(await all({ text: 'fox', apiKeyIds: ['odd'] })).toEqual([]);
  expect(await all({ text: 'gen_2' })).toEqual([300]);
});
