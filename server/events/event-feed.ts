import type { DomainEvent, LoggedEvent } from '../../schema/events.ts';
import { subjectOf } from '../../schema/events.ts';
import type { Database } from '../database/database.ts';

export interface EventFeedDeps {
  database: Pick<Database, 'read' | 'onCommit'>;
  /** Runs `work` after `delayMs`; returns how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
  onError(cause: unknown): void;
}

/** What a subscriber wants of the log. */
export interface Wanted {
  /** The last event that it knows; null to begin with whatever comes next. */
  since: number | null;
  /** Null for all. */
  types: ReadonlySet<DomainEvent['type']> | null;
  /** Whether of several events about the same thing that wait together only the last is of interest. */
  latestOnly: boolean;
  /** A subscriber that is behind by more events than this is better served with a snapshot. */
  maxBehind: number;
}

/** An event, the same object for all who are given it. `gap`: events were left out, up to and with this one, so that what the subscriber knows is to be read anew. */
export type FeedItem = FeedEvent | { kind: 'gap'; seq: number };
type FeedEvent = { kind: 'event' } & LoggedEvent;

/** Commits that follow one another closely are read together. */
const GATHER_MS = 10;
const PAGE = 500;
/** Kept in memory for all subscribers together; who is further behind reads from the database. */
const RECENT = 2_000;
/** Given at once at most, so that little is on its way to somebody who does not read. */
const BATCH = 32;

export type EventFeed = ReturnType<typeof createEventFeed>;

/**
 * The event log as a stream, resumable from any event that is still there. Subscribers share what is read and each goes on
 * at its own pace: one that is slow costs nobody anything and holds nothing but its place.
 */
export function createEventFeed({ database, schedule, onError }: EventFeedDeps) {
  let recent: FeedEvent[] = [];
  /** The last event that was read. */
  let last = 0;
  let subscribers = 0;
  /** How many subscribers have asked for a type by name. */
  const asked = new Map<DomainEvent['type'], number>();
  /** Resolves once events are read as they come; null while nobody listens. */
  let following: Promise<void> | null = null;
  let callOff: (() => void) | null = null;
  let reading: Promise<void> | null = null;
  /** Wakes those who wait for more. */
  const waiting = new Set<() => void>();
  /** What comes after a place, the same list for all who are there. */
  let tail: { after: number; events: readonly FeedEvent[] } | null = null;
  const stopHearing = database.onCommit(() => {
    if (following !== null) callOff ??= schedule(readSoon, GATHER_MS);
  });

  function keep(events: FeedEvent[]): void {
    recent = events;
    tail = null;
  }

  function readSoon(): void {
    callOff = null;
    readOn().catch(onError);
  }

  function readOn(): Promise<void> {
    reading ??= readNew().finally(() => {
      reading = null;
    });
    return reading;
  }

  async function readNew(): Promise<void> {
    for (;;) {
      const page = await pageAfter(last);
      last = page.at(-1)?.seq ?? last;
      keep([...recent, ...page].slice(-RECENT));
      if (page.length > 0) wakeAll();
      if (page.length < PAGE) return;
    }
  }

  function wakeAll(): void {
    for (const wake of waiting) wake();
    waiting.clear();
  }

  async function pageAfter(seq: number): Promise<FeedEvent[]> {
    const rows = await database.read
      .selectFrom('Event')
      .select(['seq', 'at', 'payload'])
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    return rows.map(({ seq: place, at, payload }) => ({ kind: 'event', seq: place, at, event: payload }));
  }

  /** While nobody listens nothing is read, so the first one begins anew. */
  function join(): Promise<void> {
    subscribers += 1;
    following ??= begin();
    return following;
  }

  async function begin(): Promise<void> {
    await reading;
    last = await latest();
    keep([]);
    await readOn(); // what was committed meanwhile
  }

  function leave(): void {
    subscribers -= 1;
    if (subscribers > 0) return;
    following = null;
    callOff?.();
    callOff = null;
  }

  function countAsked({ types }: Wanted, change: number): void {
    for (const type of types ?? []) asked.set(type, (asked.get(type) ?? 0) + change);
  }

  async function latest(): Promise<number> {
    const query = database.read.selectFrom('Event').select((event) => event.fn.max('seq').as('seq'));
    return Number((await query.executeTakeFirst())?.seq ?? 0);
  }

  async function isGone(seq: number): Promise<boolean> {
    const query = database.read.selectFrom('Event').select((event) => event.fn.min('seq').as('seq'));
    const { seq: oldest } = (await query.executeTakeFirst()) ?? {};
    return oldest !== null && oldest !== undefined && seq < Number(oldest) - 1;
  }

  function after(seq: number): readonly FeedEvent[] | Promise<readonly FeedEvent[]> {
    if (seq >= last) return [];
    const [oldest] = recent;
    if (oldest === undefined || oldest.seq > seq + 1) return pageAfter(seq);
    if (tail?.after !== seq) {
      tail = { after: seq, events: recent.slice(recent.findLastIndex((event) => event.seq <= seq) + 1) };
    }
    return tail.events;
  }

  async function* batches(wanted: Wanted, signal: AbortSignal): AsyncGenerator<readonly FeedItem[]> {
    let isOver = signal.aborted; // kept: to ask a signal that is made of others costs much
    let wake = (): void => {};
    const stop = (): void => {
      isOver = true;
      wake();
    };
    signal.addEventListener('abort', stop);
    countAsked(wanted, 1);
    try {
      await join();
      let seq = wanted.since ?? last;
      if (seq > last || last - seq > wanted.maxBehind || (seq < last && (await isGone(seq)))) {
        seq = last;
        yield [{ kind: 'gap', seq }];
      }
      while (!isOver) {
        const known = last;
        const events = await after(seq);
        seq = events.at(-1)?.seq ?? seq;
        const items = chosen(events, wanted);
        for (let from = 0; from < items.length && !isOver; from += BATCH) {
          yield items.length > BATCH ? items.slice(from, from + BATCH) : items;
        }
        if (events.length > 0 || last > known || isOver) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
          waiting.add(wake);
        });
      }
    } finally {
      waiting.delete(wake);
      signal.removeEventListener('abort', stop);
      countAsked(wanted, -1);
      leave();
    }
  }

  async function* subscribe(wanted: Wanted, signal: AbortSignal): AsyncGenerator<FeedItem> {
    for await (const items of batches(wanted, signal)) yield* items;
  }

  return {
    /** The events that are wanted, until `signal` says to stop. */
    subscribe,
    /** The same, with all that waits in one list: for those who want everything and are equally far it is one and the same. */
    batches,
    /** Whether somebody who is here has asked for events of this type by name; those who take whatever comes do not count. */
    isAskedFor: (type: DomainEvent['type']): boolean => (asked.get(type) ?? 0) > 0,
    /** The number of the last event that is stored. */
    latest,
    close(): void {
      stopHearing();
      callOff?.();
    },
  };
}

function chosen(events: readonly FeedEvent[], { types, latestOnly }: Wanted): readonly FeedItem[] {
  const wanted = types === null ? events : events.filter(({ event }) => types.has(event.type));
  if (!latestOnly) return wanted;
  const lastOf = new Map(wanted.map((logged) => [keyOf(logged.event), logged.seq]));
  return wanted.filter((logged) => lastOf.get(keyOf(logged.event)) === logged.seq);
}

const keyOf = (event: DomainEvent) => `${event.type} ${subjectOf(event)}`;
