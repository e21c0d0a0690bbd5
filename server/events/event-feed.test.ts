import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TokenChanged } from '../../schema/events.ts';
import { appendEvent, type Database, openDatabase } from '../database/database.ts';
import { createEventFeed, type EventFeed, type FeedItem, type Wanted } from './event-feed.ts';

const ALL: Wanted = { since: null, types: null, latestOnly: false, maxBehind: Number.POSITIVE_INFINITY };

let dir: string;
let database: Database;
let feed: EventFeed;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-feed-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  feed = createEventFeed({
    database,
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    onError: (cause) => expect.fail(String(cause)),
  });
});
afterEach(async () => {
  feed.close();
  await database.close();
  await rm(dir, { recursive: true });
});

const event = (tokenId: number, what: string): TokenChanged => ({
  type: 'token-changed',
  ...{ tokenId, status: 'active', what },
});
const append = (tokenId: number, what: string): Promise<number> =>
  database.commit((tx) => appendEvent(tx, event(tokenId, what), 1));

/** Somebody who notes what comes, until `count` items have. */
function listen(wanted: Partial<Wanted>, count: number): { items: FeedItem[]; done: Promise<void>; stop(): void } {
  const items: FeedItem[] = [];
  const stopped = new AbortController();
  const done = (async () => {
    for await (const item of feed.subscribe({ ...ALL, ...wanted }, stopped.signal)) {
      items.push(item);
      if (items.length === count) break;
    }
  })();
  return { items, done, stop: () => stopped.abort() };
}

const seqsOf = (items: readonly FeedItem[]) => items.map(({ seq }) => seq);

test('events come in their order, to everybody, once', async () => {
  await append(1, 'before');
  const listeners = [listen({ since: 1 }, 50), listen({ since: 1 }, 50)];
  const first = listen({ since: 0 }, 51);
  for (let index = 0; index < 50; index += 1) await append(index, 'x');
  await Promise.all([...listeners, first].map(({ done }) => done));
  expect(seqsOf(first.items)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
  for (const { items } of listeners) expect(seqsOf(items)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
});

test('somebody who left goes on where it stopped, with none lost and none doubled', async () => {
  const seen: number[] = [];
  let since = 0;
  const writing = (async () => {
    for (let index = 0; index < 300; index += 1) await append(index, 'x');
  })();
  while (seen.length < 300) {
    const part = listen({ since }, Math.min(37, 300 - seen.length));
    await part.done;
    seen.push(...seqsOf(part.items));
    since = seen.at(-1) ?? 0;
  }
  await writing;
  expect(seen).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
});

test('more than is kept in memory is read from the log', async () => {
  await database.commit(async (tx) => {
    for (let index = 0; index < 2_600; index += 1) await appendEvent(tx, event(index, 'x'), 1);
  });
  const late = listen({ since: 0 }, 2_601);
  await append(0, 'last');
  await late.done;
  expect(seqsOf(late.items)).toEqual(Array.from({ length: 2_601 }, (_, index) => index + 1));
});

test('who is too far behind, or asks for events that are gone, is told to read anew', async () => {
  for (let index = 0; index < 10; index += 1) await append(index, 'x');
  const far = listen({ since: 1, maxBehind: 5 }, 1);
  await far.done;
  expect(far.items).toEqual([{ kind: 'gap', seq: 10 }]);
  await database.commit((tx) => tx.deleteFrom('Event').where('seq', '<', 5).execute());
  const gone = listen({ since: 2 }, 1);
  await gone.done;
  expect(gone.items).toEqual([{ kind: 'gap', seq: 10 }]);
  const there = listen({ since: 4 }, 6);
  await there.done;
  expect(seqsOf(there.items)).toEqual([5, 6, 7, 8, 9, 10]);
});

test('of what waits together, only the last about each thing', async () => {
  for (const tokenId of [1, 2, 1, 1, 2]) await append(tokenId, 'x');
  const { items, done } = listen({ since: 0, latestOnly: true }, 2);
  await done;
  expect(seqsOf(items)).toEqual([4, 5]);
});

test('other kinds of events are passed over, and a listener that is stopped ends', async () => {
  await append(1, 'x');
  const listener = listen({ since: 0, types: new Set(['settings-changed']) }, 1);
  const settings = { type: 'settings-changed', version: 1, keys: [], by: 'a', problem: null } as const;
  const seq = await database.commit((tx) => appendEvent(tx, settings, 1));
  await listener.done;
  expect(seqsOf(listener.items)).toEqual([seq]);
  const endless = listen({}, 99);
  endless.stop();
  await endless.done;
});

test('who want everything and are equally far are given the same list, of a bounded length', async () => {
  const stopped = new AbortController();
  const [one, other] = [feed.batches({ ...ALL, since: 0 }, stopped.signal), feed.batches(ALL, stopped.signal)];
  const first = [one.next(), other.next()];
  await append(1, 'x');
  const [list, same] = (await Promise.all(first)).map(({ value }) => value);
  expect([seqsOf(list ?? []), list === same]).toEqual([[1], true]);
  await database.commit(async (tx) => {
    for (let index = 0; index < 70; index += 1) await appendEvent(tx, event(index, 'x'), 1);
  });
  const lengths: number[] = [];
  while (lengths.reduce((sum, length) => sum + length, 0) < 70) lengths.push((await one.next()).value?.length ?? 0);
  expect(lengths).toEqual([32, 32, 6]);
  stopped.abort();
  expect((await one.next()).done).toBe(true);
});

test('who is stopped while it waits ends at once, also when what it waits after has been deleted', async () => {
  for (let index = 0; index < 3; index += 1) await append(index, 'x');
  const stopped = new AbortController();
  const listener = feed.batches({ ...ALL, since: 2 }, stopped.signal);
  expect((await listener.next()).value?.map((item: FeedItem) => item.seq)).toEqual([3]);
  const more = listener.next();
  await database.commit((tx) => tx.deleteFrom('Event').execute());
  stopped.abort();
  expect(await more).toEqual({ value: undefined, done: true });
});
