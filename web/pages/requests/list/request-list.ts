import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { api } from '../../../api/api.ts';
import { trpc } from '../../../api/client.ts';
import { useTopics } from '../../../api/live/live.ts';
import type { EventOf } from '../../../api/live/types.ts';
import type { Filters } from '../filter/filters.ts';
import type { RequestRow } from '../phases.ts';
import { merge, newestOf } from './row-list.ts';
import { throttled } from './throttled.ts';

const PAGE = 50;
const LOOK_MS = 1_000;
/** More are not held back one by one: then the list is read anew. */
const MOST_WAITING = 200;
const ENDED = ['completed', 'failed', 'cancelled'];

export type RequestList = ReturnType<typeof createRequestList>;

/**
 * The log as it is filtered, page after page. New requests are held back until somebody asks for them, or come in by
 * themselves while it is tailed and `isReading` is false: rows never move under the pointer.
 */
export function createRequestList(filters: Filters, isReading: () => boolean) {
  const input = () => ({ filter: filters.filter(), first: PAGE });
  const pages = api.requests.list.usePages(input, { next: 'next', into: 'after' }, () => ({
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: true,
    gcTime: 0,
  }));
  const [head, setHead] = createSignal<RequestRow[]>([]);
  const [waiting, setWaiting] = createSignal<RequestRow[]>([]);
  const [isTailing, setTailing] = createSignal(false);
  const [changed, setChanged] = createSignal<ReadonlyMap<number, RequestRow>>(new Map());
  const loaded = createMemo(() => merge(head(), pages.data?.pages.flatMap(({ requests }) => requests) ?? []));
  const rows = createMemo(() => loaded().map((row) => changed().get(row.id) ?? row));

  function forget(): void {
    setHead([]);
    setWaiting([]);
    setChanged(new Map());
  }
  createEffect(on(filters.filter, forget, { defer: true }));

  async function look(): Promise<void> {
    if (!pages.isSuccess || filters.wanted().to !== undefined) return;
    const asked = filters.filter();
    const { requests } = await trpc.requests.list.query(input());
    if (asked !== filters.filter()) return;
    const newest = newestOf([...waiting(), ...loaded()]);
    const fresh = requests.filter(({ id }) => id > newest);
    if (fresh.length === 0) return;
    setWaiting((was) => merge(fresh, was));
    if (isTailing() && !isReading()) show();
  }

  function show(): void {
    if (isMore()) restart();
    else {
      setHead((was) => merge(waiting(), was));
      setWaiting([]);
    }
  }
  /** Whether some between those that wait and those that are listed were not read. */
  const isMore = () => waiting().length >= MOST_WAITING;

  function restart(): void {
    forget();
    filters.restart();
    void api.requests.list.refresh();
  }

  /** A job that has ended gives its rows their result. */
  async function renew(events: EventOf<'generation-changed'>[]): Promise<void> {
    const ended = new Set(events.filter(({ state }) => ENDED.includes(state)).map(({ generationId }) => generationId));
    for (const row of loaded().filter(({ generationId }) => generationId !== null && ended.has(generationId))) {
      const { request } = await trpc.requests.get.query({ id: row.requestId });
      if (request !== undefined) setChanged((was) => new Map(was).set(row.id, request));
    }
  }

  // The top bar says when there is no answer; the next event looks again.
  const lookSoon = throttled(() => void look().catch(() => {}), LOOK_MS);
  useTopics(['request-finished'], { onEvents: lookSoon, onGap: lookSoon });
  useTopics(['generation-changed'], { onEvents: (events) => void renew(events).catch(() => {}), onGap: () => {} });

  return {
    rows,
    pages,
    waiting,
    isMore,
    show,
    restart,
    isTailing,
    /** Turning it on brings in what waits. */
    tail(on: boolean): void {
      setTailing(on);
      if (on) show();
    },
  };
}
