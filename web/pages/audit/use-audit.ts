import { useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { api } from '../../api/api.ts';
import { useTopics } from '../../api/live/live.ts';
import type { Outputs } from '../../api/types.ts';
import { filterOf, isMeant, type Query, readQuery, type Wanted, writeQuery } from './query.ts';

export type Line = Outputs['audit']['list']['entries'][number];
export type Audit = ReturnType<typeof useAudit>;

const PAGE = 50;
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The audit log as it is filtered, page after page, and the line that is open; all of it is in the address. */
export function useAudit() {
  const [query, setQuery] = useSearchParams<Query>();
  const wanted = createMemo(() => readQuery({ ...query }), undefined, { equals: isSame });
  const filter = createMemo(() => filterOf(wanted()), undefined, { equals: isSame });
  const pages = api.audit.list.usePages(
    () => ({ ...filter(), limit: PAGE }),
    { next: (page) => page.nextBefore, at: (input, before) => ({ ...input, before }) },
    () => ({ refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY, refetchOnMount: true, gcTime: 0 }),
  );
  const lines = createMemo(() => pages.data?.pages.flatMap(({ entries }) => entries) ?? []);

  // Rows do not move under the pointer: new ones are counted, and come when they are asked for.
  const [waiting, setWaiting] = createSignal(0);
  createEffect(on(filter, () => setWaiting(0), { defer: true }));
  useTopics(['audit-recorded'], {
    onEvents(events) {
      const newest = lines()[0]?.seq ?? 0;
      const fresh = events.filter((event) => event.entrySeq > newest && isMeant(wanted(), event)).length;
      if (pages.isSuccess && wanted().to === undefined) setWaiting((count) => count + fresh);
    },
    onGap: () => showNew(),
  });
  function showNew(): void {
    setWaiting(0);
    void api.audit.list.refresh();
  }

  const set = (changes: Partial<Wanted>): void => setQuery(writeQuery({ ...wanted(), ...changes }), { scroll: false });
  return {
    ...{ wanted, filter, pages, lines, waiting, showNew, set },
    isFiltered: () => !isSame(wanted(), readQuery({})),
    clear: () => setQuery(writeQuery(readQuery({})), { scroll: false }),
    /** The number of the line that is open. */
    open: () => (Number(query.line) > 0 ? Number(query.line) : undefined),
    openLine: (seq: number | null, replace = false) =>
      setQuery({ line: seq?.toString() ?? null }, { scroll: false, replace }),
  };
}
