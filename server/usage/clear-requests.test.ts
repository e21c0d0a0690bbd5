import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import { createRequestClearing } from './clear-requests.ts';
import { readKeyActivity } from './key-activity.ts';
import { createRequestLog } from './request-log.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-clear-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

/** One request in each of the minutes after noon, every third refused, by turns with two keys. */
async function fill(count: number): Promise<void> {
  const log = createRequestLog({
    database,
    isModel: () => true,
    schedule: () => () => {},
    onError: (cause) => expect.fail(String(cause)),
  });
  for (let index = 0; index < count; index += 1) {
    const [requestId, at] = [`req_${index}`, NOON + index * MINUTE];
    const refused = index % 3 === 0;
    log.add({
      ...{ requestId, at, method: 'POST', route: '/v1/images/generations', status: refused ? 429 : 200 },
      ...{ durationMs: 5, generationId: null, model: 'gemini', callerLeft: false },
      apiKeyId: index % 2 === 0 ? 'even' : 'odd',
      errorCode: refused ? 'rate_limited' : null,
      body: { request: '{}', response: null },
    });
  }
  await log.close();
}

const rowsOf = async (table: 'RequestLog' | 'RequestBody' | 'RequestStat') =>
  (await database.read.selectFrom(table).selectAll().execute()).length;

test('what ended before a time is cleared with its bodies and counters, and nothing later', async () => {
  await fill(1_200); // more than one batch
  const { countBefore, clearBefore } = createRequestClearing(database);
  const before = NOON + 1_100 * MINUTE;
  expect(await countBefore(before)).toBe(1_100);
  expect(await clearBefore(before)).toBe(1_100);
  expect(await countBefore(before)).toBe(0);
  expect([await rowsOf('RequestLog'), await rowsOf('RequestBody'), await rowsOf('RequestStat')]).toEqual([
    100, 100, 100,
  ]);
});

test('the last hour of each key comes in beats, with what was refused among its failures', async () => {
  await fill(90);
  const to = NOON + 90 * MINUTE;
  const activity = await readKeyActivity(database, { from: to - 60 * MINUTE, to, beats: 12 });
  expect(activity.map(({ apiKeyId }) => apiKeyId).sort()).toEqual(['even', 'odd']);
  for (const { beats } of activity) {
    expect(beats).toHaveLength(12);
    expect(beats.reduce((sum, { requests }) => sum + requests, 0)).toBe(30);
    expect(beats.reduce((sum, { failed }) => sum + failed, 0)).toBe(10);
  }
});
