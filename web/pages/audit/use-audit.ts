import { useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries, useTopics } from '../../api/live/live.ts';
import type { Outputs } from '../../api/types.ts';
import { filterOf, type Query, readQuery, type Wanted, writeQuery } from './query.ts';

export type Line = Outputs['audit']['list']['entries'][number];
export type Audit = ReturnType<typeof useAudit>;

const PAGE = 50;
/** Nobody counts more of them one by one. */
const MOST_COUNTED = 100;
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The audit log as it is filtered, page after page, and the line that is open; all of it is in the address. */
export function useAudit() {
  const [query, setQuery] = useSearchParams<Query>();
  const wanted = createMemo(() => readQuery({ ...query }), undefined, { equals: isSame });
  const filter = createMemo(() => filterOf(wanted()), undefined, { equals: isSame });
  const pages = api.audit.list.usePages(
    () => ({ ...filter(), limit: PAGE }),
    { next: 'nextBefore', into: 'before' },
    () => ({ refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY, refetchOnMount: true, gcTime: 0 }),
  );
  const lines = createMemo(() => pages.data?.pages.flatMap(({ entries }) => entries) ?? []);

  // Rows do not move under the pointer: new ones are counted, and come when they are asked for.
  const [newsFrom, setNewsFrom] = createSignal<number | null>(null);
  createEffect(on(filter, () => setNewsFrom(null), { defer: true }));
  const fresh = () => ({ ...filter(), after: (newsFrom() ?? 1) - 1, limit: MOST_COUNTED });
  const news = api.audit.list.useQuery(fresh, () => ({
    enabled: newsFrom() !== null && pages.isSuccess && wanted().to === undefined,
    gcTime: 0,
  }));
  useTopics(['audit-recorded'], {
    onEvents: (events) => setNewsFrom((known) => known ?? Math.min(...events.map(({ entrySeq }) => entrySeq))),
    onGap: () => showNew(),
  });
  useLiveQueries(['audit-recorded'], () => (newsFrom() === null ? [] : [api.audit.list.key(fresh())]));
  /** So many that match were written meanwhile. */
  function waiting(): number {
    const newest = lines()[0]?.seq ?? 0;
    return newsFrom() === null ? 0 : (news.data?.entries.filter(({ seq }) => seq > newest).length ?? 0);
  }
  function showNew(): void {
    setNewsFrom(null);
    void api.audit.list.refresh();
  }

  const set = (changes: Partial<Wanted>): void => setQuery(writeQuery({ ...wanted(), ...changes }), { scroll: false });
  return {
    ...{ wanted, filter, pages, lines, waiting, showNew, set },
    isMore: () => waiting() >= MOST_COUNTED,
    isFiltered: () => !isSame(wanted(), readQuery({})),
    clear: () => setQuery(writeQuery(readQuery({})), { scroll: false }),
    /** The number of the line that is open. */
    open: () => (Number(query.line) > 0 ? Number(query.line) : undefined),
    openLine: (seq: number | null, replace = false) =>
      setQuery({ line: seq?.toString() ?? null }, { scroll: false, replace }),
  };
}
