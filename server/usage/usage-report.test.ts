import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { bucketOf, readLatencies, readLatency } from './latency-stats.ts';
import { readUsage } from './usage-report.ts';
import { amendUsage, recordUsage } from './usage-stats.ts';
import { createUsageTicks } from './usage-ticks.ts';

const at = (text: string): number => Date.parse(text);
const file = () => join(dir, 'flow2api.db');

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-report-'));
  database = await openDatabase(file());
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

/** A job as far as the counters look at it. */
function job(endedAt: number, over: Partial<Generation> = {}): Generation {
  const known = { state: 'completed', kind: 'video', variant: 'veo', apiKeyId: 'key-a', tokenId: 7, credits: 20 };
  return { ...known, createdAt: endedAt - 90_000, completedAt: endedAt, updatedAt: endedAt, ...over } as Generation;
}

const record = (...jobs: readonly Generation[]) =>
  database.commit(async (tx) => {
    for (const each of jobs) await recordUsage(tx, each);
  });

test('usage of a day in one time zone is that of its own hours, told apart as asked, and the same after a restart', async () => {
  await record(
    job(at('2026-11-27T18:29Z')), // still the 27th in Kolkata
    job(at('2026-11-27T18:31Z')),
    job(at('2026-11-28T12:00Z'), { apiKeyId: 'key-b', state: 'failed', credits: 0 }),
    job(at('2026-11-28T12:01Z'), { variant: 'gemini', credits: 0 }),
  );
  const query = {
    from: at('2026-11-27T00:00Z'),
    to: at('2026-11-29T00:00Z'),
    by: 'day',
    timeZone: 'Asia/Kolkata',
  } as const;
  const days = await readUsage(database, { ...query, groupBy: [] });
  expect(days).toMatchObject([
    { label: '2026-11-27', completed: 1, failed: 0, credits: 20, tokenId: null },
    { label: '2026-11-28', completed: 2, failed: 1, credits: 20 },
  ]);
  await database.close();
  database = await openDatabase(file());
  expect(await readUsage(database, { ...query, groupBy: [] })).toEqual(days);
  const told = await readUsage(database, { ...query, groupBy: ['apiKeyId', 'model', 'tokenId'] });
  expect(told).toHaveLength(4);
  expect(told).toContainEqual(
    expect.objectContaining({ apiKeyId: 'key-b', model: 'veo', tokenId: 7, failed: 1, completed: 0 }),
  );
  expect(await readUsage(database, { ...query, by: null, groupBy: [], apiKeyIds: ['key-b'] })).toMatchObject([
    { failed: 1, completed: 0 },
  ]);
  expect(await readUsage(database, { ...query, by: null, groupBy: [], models: [] })).toEqual([]);
});

describe('an hour or a day is counted whole, wherever in it the range begins and ends', () => {
  const usageBy = (by: 'hour' | 'day' | null, from: string, to: string, timeZone = 'UTC') =>
    readUsage(database, { from: at(from), to: at(to), by, timeZone, groupBy: [] });
  const ended = (...times: string[]) => record(...times.map((time) => job(at(time))));

  test('in UTC', async () => {
    await ended(...Array<string>(5).fill('2026-11-28T10:00Z'), '2026-11-28T23:00Z', '2026-11-29T20:50Z');
    const days = await usageBy('day', '2026-11-28T18:45Z', '2026-11-29T18:45Z');
    expect(days).toEqual(await usageBy('day', '2026-11-28T00:00Z', '2026-11-30T00:00Z'));
    expect(days.map(({ label, completed }) => [label, completed])).toEqual([
      ['2026-11-28', 6],
      ['2026-11-29', 1],
    ]);
    await ended('2026-12-01T00:00Z', '2026-12-01T00:20Z', '2026-12-01T00:59Z', '2026-12-01T01:00Z');
    const hours = await usageBy('hour', '2026-12-01T00:20Z', '2026-12-01T00:40Z');
    expect(hours).toMatchObject([{ from: at('2026-12-01T00:00Z'), to: at('2026-12-01T01:00Z'), completed: 3 }]);
  });

  test('where clocks are put back in it, and over more days than are read in one go', async () => {
    // A day of 25 hours in Berlin, from 22:00 to 23:00 in UTC.
    await ended('2026-10-24T21:59Z', '2026-10-24T22:00Z', '2026-10-25T22:59Z', '2026-10-25T23:00Z');
    const day = await usageBy('day', '2026-10-25T12:00Z', '2026-10-25T13:00Z', 'Europe/Berlin');
    expect(day).toMatchObject([{ label: '2026-10-25', completed: 2 }]);
    const weeks = await usageBy('day', '2026-10-05T12:00Z', '2026-10-26T12:00Z', 'Europe/Berlin');
    expect(weeks.map(({ label, completed }) => [label, completed])).toEqual([
      ['2026-10-24', 1],
      ['2026-10-25', 2],
      ['2026-10-26', 1],
    ]);
  });

  test('but a range that is asked for in one has nothing but its own quarters of an hour', async () => {
    await ended('2026-11-28T10:00Z', '2026-11-28T12:14Z', '2026-11-28T12:15Z', '2026-11-28T13:00Z');
    const range = { from: at('2026-11-28T12:20Z'), to: at('2026-11-28T13:00Z'), label: null };
    expect(await usageBy(null, '2026-11-28T12:20Z', '2026-11-28T13:00Z')).toMatchObject([{ ...range, completed: 1 }]);
  });
});

test('what an operator corrects is corrected where it was counted', async () => {
  const lost = job(at('2026-11-28T12:01Z'), { state: 'submit_unknown', credits: 50 });
  await record(lost);
  await database.commit((tx) => amendUsage(tx, lost, { completed: 0, failed: 0, credits: -50 }));
  const range = { from: at('2026-11-28T00:00Z'), to: at('2026-11-29T00:00Z'), by: null, timeZone: 'UTC' } as const;
  expect(await readUsage(database, { ...range, groupBy: [] })).toMatchObject([{ completed: 0, failed: 1, credits: 0 }]);
});

test.each([null, 'hour', 'day'] as const)(
  'a time zone that there is not is refused, also where no clock is asked: by %s',
  async (by) => {
    const range = { from: at('2026-11-28T00:00Z'), to: at('2026-11-29T00:00Z'), timeZone: 'Mars/Base', groupBy: [] };
    await expect(readUsage(database, { ...range, by })).rejects.toMatchObject({
      code: 'invalid_value',
      param: 'timeZone',
    });
  },
);

test('percentiles are those of the completed jobs, at most a tenth too high', async () => {
  const end = at('2026-11-28T12:00Z');
  const took = Array.from({ length: 100 }, (_, index) => (index + 1) * 1_000);
  await record(...took.map((ms) => job(end, { createdAt: end - ms })));
  await record(
    job(end, { createdAt: end - 999_000, state: 'failed' }),
    job(end, { variant: 'gemini', createdAt: end - 50 }),
  );
  const range = { from: end - 60_000, to: end + 60_000 };
  const veo = (await readLatencies(database, { ...range, models: null })).get('veo');
  expect(veo?.jobs).toBe(100);
  for (const [value, exact] of [
    [veo?.p50Ms, 50_000],
    [veo?.p95Ms, 95_000],
    [veo?.p99Ms, 99_000],
  ] as const) {
    expect(value).toBeGreaterThanOrEqual(exact * 0.999);
    expect(value).toBeLessThanOrEqual(exact * 1.11);
  }
  expect((await readLatency(database, { ...range, models: null }))?.jobs).toBe(101);
  expect(await readLatency(database, { ...range, models: ['none'] })).toBeNull();
  for (const ms of [0, 99, 100, 101, 12_345, 3_600_001]) {
    expect(bucketOf(ms)).toBeGreaterThanOrEqual(ms);
    expect(bucketOf(ms)).toBeLessThanOrEqual(Math.max(100, ms * 1.1 + 1));
  }
});

test('ticks tell what ended since the last one, also past the end of a quarter of an hour', async () => {
  let now = at('2026-11-28T12:14:50Z');
  let next = (): void => {};
  const ticks = createUsageTicks({
    database,
    schedule: (work) => {
      next = work;
      return () => {};
    },
    now: () => now,
  });
  await record(job(now, { credits: 1_000 })); // before anybody listened
  const abort = new AbortController();
  const stream = ticks(5_000, abort.signal);
  async function tickAfter(...jobs: readonly Generation[]) {
    const told = stream.next();
    await expect.poll(() => next).not.toBe(idle);
    const go = next;
    next = idle;
    await record(...jobs);
    now += 5_000;
    go();
    return (await told).value;
  }
  const idle = (): void => {};
  next = idle;
  expect(await tickAfter(job(now + 1))).toMatchObject({ completed: 1, failed: 0, credits: 20 });
  expect(await tickAfter(job(now + 4_999), job(now + 5_001))).toMatchObject({ completed: 2, credits: 40 });
  expect(await tickAfter(job(now + 1, { state: 'failed', credits: 0 }))).toMatchObject({
    completed: 0,
    failed: 1,
    credits: 0,
  });
  expect(await tickAfter()).toMatchObject({ completed: 0, failed: 0, credits: 0, requests: 0 });
  abort.abort();
  expect((await stream.next()).done).toBe(true);
});
