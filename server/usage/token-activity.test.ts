import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { storedJob } from '../testing/stored-job.ts';
import { createTokenActivity } from './token-activity.ts';
import { recordUsage } from './usage-stats.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;

let dir: string;
let database: Database;
let clock = NOON;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-activity-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  clock = NOON;
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const keep = (row: Generation) =>
  database.commit(async (tx) => {
    await tx.insertInto('Generation').values(row).execute();
    if (row.completedAt !== null) await recordUsage(tx, row);
  });

const tried = (tokenId: number, startedAt: number, code: string | null = null) => ({
  ...{ tokenId, startedAt },
  error: code === null ? null : { code, message: 'said' },
});

test('the beats of an hour tell for each token what it tried, also when another one finished the job', async () => {
  const at = NOON - 10 * MINUTE;
  await keep(storedJob('a', at, { attempts: [tried(7, at, 'token_throttled'), tried(8, at + 1_000)], tokenId: 8 }));
  const beats = await createTokenActivity({ database, now: () => clock }).beats([8, 7, 9]);
  expect(beats[0]?.[20]).toEqual({ tried: 1, failed: 0 });
  expect(beats[1]?.[20]).toEqual({ tried: 1, failed: 1 });
  expect(beats[1]).toHaveLength(24);
  expect(beats[2]).toBeNull();
});

test('a prompt that was refused does not count against the token, a video that went wrong does', async () => {
  const at = NOON - 1 * MINUTE;
  const failed = (code: string) => ({
    state: 'failed' as const,
    attempts: [tried(7, at)],
    error: { code, message: 'said' } as NonNullable<Generation['error']>,
  });
  await keep(storedJob('a', at, failed('content_rejected')));
  await keep(storedJob('b', at, failed('generation_failed')));
  const [beats] = await createTokenActivity({ database, now: () => clock }).beats([7]);
  expect(beats?.at(-1)).toEqual({ tried: 2, failed: 1 });
});

test('the beats are read anew after a while, and not for everyone who asks', async () => {
  const activity = createTokenActivity({ database, now: () => clock });
  expect(await activity.beats([7])).toEqual([null]);
  await keep(storedJob('a', NOON, { attempts: [tried(7, NOON)] }));
  expect(await activity.beats([7])).toEqual([null]);
  clock += 6_000;
  const [beats] = await activity.beats([7]);
  expect(beats?.at(-1)).toEqual({ tried: 1, failed: 0 });
});

test('a token has the hours of its week, and how long its jobs take', async () => {
  await keep(storedJob('a', NOON - 25 * 60 * MINUTE, {}));
  await keep(storedJob('b', NOON - 60 * MINUTE, { kind: 'image', completedAt: NOON - 60 * MINUTE + 4_000 }));
  await keep(storedJob('c', NOON - 60 * MINUTE, { tokenId: 8 }));
  const { hours, p95Ms } = await createTokenActivity({ database, now: () => clock }).of(7);
  expect(hours.map(({ completed, credits }) => [completed, credits])).toEqual([
    [1, 100],
    [1, 100],
  ]);
  expect(p95Ms).toEqual({ image: 4_000, video: 90_000 });
});
