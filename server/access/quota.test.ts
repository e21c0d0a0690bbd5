import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QuotaJob } from '../../schema/generation.ts';
import { type Database, openDatabase } from '../database/database.ts';
import type { KeyLimits } from './key-limits.ts';
import { openQuota } from './quota.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const HOUR_MS = 3_600_000;
const NOTHING: KeyLimits = {
  ...{ requestsPerMinute: null, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null, models: null },
};

let dir: string;
let database: Database;
let at: number;
/** What has passed, whatever the clock says. */
let passed: number;
let limits: KeyLimits;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-quota-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = NOON;
  passed = 5;
  limits = NOTHING;
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const open = () => openQuota({ database, limitsOf: () => limits, now: () => at, elapsed: () => passed });
const nobodyKnows = () => null;
let jobs = 0;
const job = (over: Partial<QuotaJob> = {}): QuotaJob => {
  jobs += 1;
  return { id: `j${jobs}`, model: 'veo-3.1', variant: 'veo_3_1_t2v_fast_landscape', credits: 10, ...over };
};
/** A job that has ended now, for so many credits. */
const ended = (id: string, credits = 10, completedAt = at) => ({ id, apiKeyId: 'k', credits, completedAt });

test('no minute has more calls than the limit, wherever it begins', async () => {
  limits = { ...NOTHING, requestsPerMinute: 3 };
  const quota = await open();
  for (const after of [0, 20_000, 20_000]) {
    passed += after;
    quota.admit('k', [job()], nobodyKnows);
  }
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfterMs: 20_000 }),
  );
  expect(quota.rateOf('k')).toEqual({ limit: 3, remaining: 0, resetMs: 60_000 });
  at += HOUR_MS; // the clock is set, which frees nothing
  passed += 19_999;
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('3 requests a minute');
  passed += 1;
  quota.admit('k', [job()], nobodyKnows);
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('3 requests a minute');
  quota.admit('another', [job()], nobodyKnows);
});

test('who is refused because of a call that may be given back is told to look again soon, else when the minute is over', async () => {
  limits = { ...NOTHING, requestsPerMinute: 1 };
  const quota = await open();
  const slot = quota.enter('k');
  expect(() => quota.enter('k')).toThrow(expect.objectContaining({ retryAfterMs: 1_000 }));
  slot.keep();
  expect(() => quota.enter('k')).toThrow(expect.objectContaining({ retryAfterMs: 60_000 }));
});

test('whether jobs would be let in is told without counting them, and a model that is not known yet is not refused', async () => {
  limits = { ...NOTHING, jobsAtOnce: 1, creditsPerDay: 10, models: ['imagen*'] };
  const quota = await open();
  const unknown = { ...job(), variant: null };
  for (let time = 0; time < 3; time += 1) quota.check('k', [unknown], nobodyKnows);
  expect(() => quota.check('k', [job()], nobodyKnows)).toThrow(expect.objectContaining({ code: 'model_forbidden' }));
  expect(() => quota.check('k', [{ ...unknown, credits: 11 }], nobodyKnows)).toThrow(
    expect.objectContaining({ code: 'key_quota_exhausted' }),
  );
  expect(() => quota.check('k', [unknown, unknown], nobodyKnows)).toThrow();
});

test('a slot that was taken before the jobs are known counts at once, and is free again unless they were let in', async () => {
  limits = { ...NOTHING, requestsPerMinute: 1 };
  const quota = await open();
  const refused = () => expect(() => quota.enter('k')).toThrow('1 request a minute');
  {
    using _bad = quota.enter('k');
    refused();
  }
  {
    using slot = quota.enter('k');
    quota.admit('k', [job()], nobodyKnows, slot);
  }
  refused();
});

test('jobs at once are those that have not ended; several of one call are let in together or not at all', async () => {
  limits = { ...NOTHING, jobsAtOnce: 3 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' })], nobodyKnows);
  expect(() => quota.admit('k', [job(), job()], nobodyKnows)).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfterMs: expect.any(Number) }),
  );
  quota.admit('k', [job({ id: 'c' })], nobodyKnows);
  quota.ended(ended('a', 0));
  quota.admit('k', [job()], nobodyKnows);
  quota.forget('k', ['b']);
  quota.admit('k', [job()], nobodyKnows);
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('3 jobs at once');
});

test('whoever is at the limit of jobs at once may come back when enough of them will probably have ended', async () => {
  limits = { ...NOTHING, jobsAtOnce: 3 };
  const quota = await open();
  const ends = new Map([
    ['a', NOON + 90_000],
    ['b', NOON + 20_000],
    ['c', NOON + 40_000],
  ]);
  const endsAt = (id: string) => ends.get(id) ?? null;
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' }), job({ id: 'c' })], endsAt);
  const refused = (retryAfterMs: number) => expect.objectContaining({ code: 'rate_limited', retryAfterMs });
  expect(() => quota.admit('k', [job()], endsAt)).toThrow(refused(20_000));
  expect(() => quota.admit('k', [job(), job()], endsAt)).toThrow(refused(40_000));
  at += 30_000;
  expect(() => quota.admit('k', [job()], endsAt)).toThrow(refused(1_000));
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow(refused(5_000));
});

test('a call that asks for more jobs than its key may ever have is not told to come back', async () => {
  limits = { ...NOTHING, jobsAtOnce: 1 };
  const quota = await open();
  expect(() => quota.admit('k', [job(), job()], nobodyKnows)).toThrow(
    expect.objectContaining({ code: 'invalid_value', message: expect.stringContaining('1 job at once') }),
  );
});

test('a refused call counts for nothing', async () => {
  limits = { ...NOTHING, requestsPerMinute: 2, jobsAtOnce: 2, creditsPerDay: 30 };
  const quota = await open();
  quota.admit('k', [job()], nobodyKnows);
  expect(() => quota.admit('k', [job(), job()], nobodyKnows)).toThrow('2 jobs at once');
  expect(() => quota.admit('k', [job({ credits: 25 })], nobodyKnows)).toThrow('30 credits a day');
  expect(quota.rateOf('k')).toMatchObject({ remaining: 1 });
  quota.admit('k', [job()], nobodyKnows);
});

test('credits are set aside when a job is let in, spent when it is delivered, and free again when it is not', async () => {
  limits = { ...NOTHING, creditsPerDay: 30 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' }), job({ id: 'c' })], nobodyKnows);
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow(
    expect.objectContaining({ code: 'key_quota_exhausted' }),
  );
  quota.ended(ended('a', 0));
  quota.ended(ended('b', 5));
  quota.admit('k', [job(), job({ credits: 5 })], nobodyKnows);
  expect(() => quota.admit('k', [job({ credits: 1 })], nobodyKnows)).toThrow(
    'counted anew from 2026-11-29T00:00:00.000Z',
  );
  // What costs nothing can still be made.
  quota.admit('k', [job({ credits: 0 })], nobodyKnows);
});

test('a job that is told twice to have ended is counted once, and one that never was let in not at all', async () => {
  limits = { ...NOTHING, creditsPerDay: 30 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' })], nobodyKnows);
  for (const id of ['a', 'a', 'b']) quota.ended(ended(id));
  quota.admit('k', [job({ credits: 20 })], nobodyKnows);
});

test('what ended before midnight and is told after it belongs to the day before', async () => {
  limits = { ...NOTHING, creditsPerDay: 10, creditsPerMonth: 25 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' })], nobodyKnows);
  at += 12 * HOUR_MS;
  quota.ended(ended('a', 10, at - 1));
  quota.admit('k', [job()], nobodyKnows);
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('25 credits a month; 20 are used');
});

test('a call that costs more than a whole day has is told to ask for less', async () => {
  limits = { ...NOTHING, creditsPerDay: 30 };
  const quota = await open();
  expect(() => quota.admit('k', [job({ credits: 31 })], nobodyKnows)).toThrow('Ask for less');
});

test('a new day and a new month begin with nothing spent, but with what is still set aside', async () => {
  limits = { ...NOTHING, creditsPerDay: 20, creditsPerMonth: 30 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' })], nobodyKnows);
  quota.ended(ended('a'));
  at += 12 * HOUR_MS;
  expect(() => quota.admit('k', [job(), job()], nobodyKnows)).toThrow('credits a');
  quota.admit('k', [job({ id: 'c' })], nobodyKnows);
  at += 24 * HOUR_MS; // the last day of November
  quota.ended(ended('b'));
  quota.ended(ended('c'));
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('30 credits a month');
  at += 24 * HOUR_MS;
  quota.admit('k', [job()], nobodyKnows);
});

test.each([
  ['veo-3.1', true],
  ['gemini-2.5-flash-image', true],
  ['imagen-4.0-generate-001', false],
])('a key that may use some models: %s %s', async (model, allowed) => {
  limits = { ...NOTHING, models: ['veo_3_1_*', 'gemini-2.5-flash-image'] };
  const quota = await open();
  const variant = model.startsWith('veo') ? 'veo_3_1_t2v_fast_landscape' : `${model}-landscape`;
  const admit = () => quota.admit('k', [job({ model, variant })], nobodyKnows);
  if (allowed) admit();
  else expect(admit).toThrow(expect.objectContaining({ code: 'model_forbidden', param: 'model' }));
});

test('after a restart the credits of the day and the month are what the counters say, and jobs that go on are set aside', async () => {
  const row = { tokenId: 1, model: 'm', kind: 'video' as const, completed: 1, failed: 0, durationMs: 1 };
  const hours = [NOON - HOUR_MS, NOON - 24 * HOUR_MS, Date.UTC(2026, 9, 31, 23)];
  await database.commit((tx) =>
    tx
      .insertInto('UsageStat')
      .values(hours.map((quarter) => ({ ...row, quarter, apiKeyId: 'k', credits: 10 })))
      .execute(),
  );
  const quota = await open();
  quota.resumed({ id: 'a', apiKeyId: 'k' }, 10);
  limits = { ...NOTHING, creditsPerDay: 20 };
  expect(() => quota.admit('k', [job({ credits: 1 })], nobodyKnows)).toThrow('20 are used or set aside');
  limits = { ...NOTHING, creditsPerMonth: 31 };
  quota.admit('k', [job({ credits: 1 })], nobodyKnows);
  expect(() => quota.admit('k', [job({ credits: 1 })], nobodyKnows)).toThrow('31 are used or set aside');
});

test('a key without limits is counted, so that a limit that comes later holds at once', async () => {
  const quota = await open();
  quota.admit('k', [job(), job()], nobodyKnows);
  expect(quota.rateOf('k')).toBe(null);
  limits = { ...NOTHING, jobsAtOnce: 2 };
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('2 jobs at once');
});

test('credits that were not spent after all are free again, in the period in which they were counted', async () => {
  limits = { ...NOTHING, creditsPerDay: 10 };
  const quota = await open();
  const first = job();
  quota.admit('k', [first], nobodyKnows);
  quota.ended(ended(first.id));
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('10 credits a day');
  quota.givenBack({ apiKeyId: 'k', credits: 10, completedAt: at - 24 * HOUR_MS }); // of yesterday
  expect(() => quota.admit('k', [job()], nobodyKnows)).toThrow('10 credits a day');
  quota.givenBack({ apiKeyId: 'k', credits: 10, completedAt: at });
  quota.admit('k', [job()], nobodyKnows);
});
