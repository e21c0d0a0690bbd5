import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../database/database.ts';
import { createEventFeed } from '../events/event-feed.ts';
import { createMetricsTicks } from './metrics-ticks.ts';

test('how things stand is told while somebody has asked for it by name, and only then', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-ticks-'));
  const database = await openDatabase(join(dir, 'flow2api.db'));
  const onError = (cause: unknown): void => expect.fail(String(cause));
  const schedule = (work: () => void, ms: number) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  };
  const feed = createEventFeed({ database, schedule, onError });
  let tick = (): void => {};
  const ticks = createMetricsTicks({
    database,
    isAskedFor: feed.isAskedFor,
    readings: () => ({ inFlight: { image: 1, video: 2 }, queued: { image: 0, video: 3 }, rssBytes: 4 }),
    schedule: (work) => {
      tick = work;
      return () => {};
    },
    now: () => 5,
    onError,
  });
  const stored = () => database.read.selectFrom('Event').select('type').execute();
  ticks.start();
  const abort = new AbortController();
  const wanted = { since: null, latestOnly: false, maxBehind: 10 };
  const everything = feed.subscribe({ ...wanted, types: null }, abort.signal);
  void everything.next();
  tick();
  expect(await stored()).toEqual([]);
  const named = feed.subscribe({ ...wanted, types: new Set(['metrics-ticked']) }, abort.signal);
  const heard = named.next();
  await expect.poll(() => feed.isAskedFor('metrics-ticked')).toBe(true);
  const afterTick = () => {
    tick();
    return heardOf(heard);
  };
  await expect.poll(afterTick).toMatchObject({ event: { type: 'metrics-ticked', queued: { video: 3 } } });
  abort.abort();
  await named.return(undefined);
  expect(feed.isAskedFor('metrics-ticked')).toBe(false);
  const before = (await stored()).length;
  tick();
  expect(await stored()).toHaveLength(before);
  await everything.return(undefined);
  feed.close();
  await database.close();
  await rm(dir, { recursive: true });
}, 30_000);

/** What a promise came to, undefined while it is open. */
function heardOf<T>(result: Promise<IteratorResult<T>>): Promise<T | undefined> {
  return Promise.race([
    result.then(({ value }) => value as T),
    new Promise<undefined>((resolve) => setTimeout(resolve, 50)),
  ]);
}
