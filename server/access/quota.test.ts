import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import type { KeyLimits } from './key-limits.ts';
import { openQuota, type QuotaJob } from './quota.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const HOUR_MS = 3_600_000;
const NOTHING: KeyLimits = {
  ...{ requestsPerMinute: null, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null, models: null },
};

let dir: string;
let database: Database;
let at: number;
let limits: KeyLimits;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-quota-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = NOON;
  limits = NOTHING;
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const open = () => openQuota({ database, limitsOf: () => limits, now: () => at });
let jobs = 0;
const job = (over: Partial<QuotaJob> = {}): QuotaJob => {
  jobs += 1;
  return { id: `j${jobs}`, model: 'veo-3.1', variant: 'veo_3_1_t2v_fast_landscape', credits: 10, ...over };
};
const ended = (id: string, state: 'completed' | 'failed' = 'completed', credits = 10) => {
  return { id, apiKeyId: 'k', state, credits };
};

test('no minute has more calls than the limit, wherever it begins', async () => {
  limits = { ...NOTHING, requestsPerMinute: 3 };
  const quota = await open();
  for (const after of [0, 20_000, 20_000]) {
    at += after;
    quota.admit('k', [job()]);
  }
  expect(() => quota.admit('k', [job()])).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfterMs: 20_000 }),
  );
  expect(quota.rateOf('k')).toEqual({ limit: 3, remaining: 0, resetMs: 60_000 });
  at += 20_000;
  quota.admit('k', [job()]);
  expect(() => quota.admit('k', [job()])).toThrow('3 requests a minute');
  quota.admit('another', [job()]);
});

test('jobs at once are those that have not ended; several of one call are let in together or not at all', async () => {
  limits = { ...NOTHING, jobsAtOnce: 3 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' })]);
  expect(() => quota.admit('k', [job(), job()])).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfterMs: expect.any(Number) }),
  );
  quota.admit('k', [job({ id: 'c' })]);
  quota.ended(ended('a', 'failed'));
  quota.admit('k', [job()]);
  quota.forget('k', ['b']);
  quota.admit('k', [job()]);
  expect(() => quota.admit('k', [job()])).toThrow('3 jobs at once');
});

test('a refused call counts for nothing', async () => {
  limits = { ...NOTHING, requestsPerMinute: 1, jobsAtOnce: 1 };
  const quota = await open();
  expect(() => quota.admit('k', [job(), job()])).toThrow('jobs at once');
  quota.admit('k', [job()]);
});

test('credits are set aside when a job is let in, spent when it is delivered, and free again when it is not', async () => {
  limits = { ...NOTHING, creditsPerDay: 30 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' }), job({ id: 'c' })]);
  expect(() => quota.admit('k', [job()])).toThrow(expect.objectContaining({ code: 'key_quota_exhausted' }));
  quota.ended(ended('a', 'failed'));
  quota.ended(ended('b', 'completed', 5));
  quota.admit('k', [job(), job({ credits: 5 })]);
  expect(() => quota.admit('k', [job({ credits: 1 })])).toThrow('counted anew from 2026-11-29T00:00:00.000Z');
  // What costs nothing can still be made.
  quota.admit('k', [job({ credits: 0 })]);
});

test('a new day and a new month begin with nothing spent, but with what is still set aside', async () => {
  limits = { ...NOTHING, creditsPerDay: 20, creditsPerMonth: 30 };
  const quota = await open();
  quota.admit('k', [job({ id: 'a' }), job({ id: 'b' })]);
  quota.ended(ended('a'));
  at += 12 * HOUR_MS;
  expect(() => quota.admit('k', [job(), job()])).toThrow('credits a');
  quota.admit('k', [job({ id: 'c' })]);
  at += 24 * HOUR_MS; // the last day of November
  quota.ended(ended('b'));
  quota.ended(ended('c'));
  expect(() => quota.admit('k', [job()])).toThrow('30 credits a month');
  at += 24 * HOUR_MS;
  quota.admit('k', [job()]);
});

test.each([
  ['veo-3.1', true],
  ['gemini-2.5-flash-image', true],
  ['imagen-4.0-generate-001', false],
])('a key that may use some models: %s %s', async (model, allowed) => {
  limits = { ...NOTHING, models: ['veo_3_1_*', 'gemini-2.5-flash-image'] };
  const quota = await open();
  const variant = model.startsWith('veo') ? 'veo_3_1_t2v_fast_landscape' : `${model}-landscape`;
  const admit = () => quota.admit('k', [job({ model, variant })]);
  if (allowed) admit();
  else expect(admit).toThrow(expect.objectContaining({ code: 'model_forbidden', param: 'model' }));
});

test('after a restart the credits of the day and the month are what the counters say, and jobs that go on are set aside', async () => {
  const row = { tokenId: 1, model: 'm', kind: 'video' as const, completed: 1, failed: 0, durationMs: 1 };
  const hours = [NOON - HOUR_MS, NOON - 24 * HOUR_MS, Date.UTC(2026, 9, 31, 23)];
  await database.commit((tx) =>
    tx
      .insertInto('UsageStat')
      .values(hours.map((hour) => ({ ...row, hour, apiKeyId: 'k', credits: 10 })))
      .execute(),
  );
  const quota = await open();
  quota.resumed({ id: 'a', apiKeyId: 'k' }, 10);
  limits = { ...NOTHING, creditsPerDay: 20 };
  expect(() => quota.admit('k', [job({ credits: 1 })])).toThrow('20 are used or set aside');
  limits = { ...NOTHING, creditsPerMonth: 31 };
  quota.admit('k', [job({ credits: 1 })]);
  expect(() => quota.admit('k', [job({ credits: 1 })])).toThrow('31 are used or set aside');
});

test('a key without limits is counted, so that a limit that comes later holds at once', async () => {
  const quota = await open();
  quota.admit('k', [job(), job()]);
  expect(quota.rateOf('k')).toBe(null);
  limits = { ...NOTHING, jobsAtOnce: 2 };
  expect(() => quota.admit('k', [job()])).toThrow('2 jobs at once');
});
