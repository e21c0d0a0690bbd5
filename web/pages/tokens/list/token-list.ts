import { keepPreviousData } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { api } from '../../../api/api.ts';
import { trpc } from '../../../api/client.ts';
import { useTopics } from '../../../api/live/live.ts';
import type { Outputs } from '../../../api/types.ts';
import type { TokenRow } from '../token-types.ts';
import type { View } from '../use-view.ts';
import { gathered } from './gathered.ts';

/** The first page is quickly there, the others are long: who scrolls wants many. */
const FIRST = 50;
const MORE = 500;
/** What changes within this time is asked for together. */
const GATHER_MS = 500;
const MOST_AT_ONCE = 500;
/** A list with more pages is not read anew by itself, but offered to be. */
const MOST_PAGES = 3;

type Page = Outputs['tokens']['list'];
export type TokenList = ReturnType<typeof createTokenList>;

/**
 * The tokens as they are filtered, page after page, each kept as it is now. Rows change where they stand; the list is put in
 * order anew only while `isHeld` is false, so that nothing moves under the pointer.
 */
export function createTokenList(view: View, isHeld: () => boolean) {
  const input = () => ({ filter: view.filter(), sort: view.wanted().sort, limit: FIRST });
  const pages = api.tokens.list.usePages(
    input,
    { next: 'nextCursor', into: 'cursor', further: { limit: MORE } },
    () => ({ placeholderData: keepPreviousData, staleTime: 0, gcTime: 0, refetchOnWindowFocus: false }),
  );
  /** Newer than what the pages hold; null for those that are gone. */
  const [newer, setNewer] = createSignal<ReadonlyMap<number, TokenRow | null>>(new Map());
  const [counts, setCounts] = createSignal<Page['byState']>();
  const [isOrderOld, setOrderOld] = createSignal(false);
  /** Added from here and not listed yet: the list is on its way with them, whatever the stream says meanwhile. */
  const added = new Set<number>();

  const loaded = createMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? []);
  const rows = createMemo(() => {
    const known = newer();
    if (known.size === 0) return loaded();
    return loaded().flatMap((row) => {
      const now = known.get(row.id);
      return now === null ? [] : (now ?? row);
    });
  });
  createEffect(
    on(
      () => pages.data,
      (data) => {
        setNewer(new Map());
        setCounts(data?.pages.at(-1)?.byState);
      },
    ),
  );

  async function reorder(): Promise<void> {
    setOrderOld(false);
    await pages.refetch();
  }
  const reorderSoon = gathered<true>(() => {
    const isLong = (pages.data?.pages.length ?? 0) > MOST_PAGES;
    if (isHeld() || isLong) setOrderOld(true);
    else void reorder();
  }, GATHER_MS);
  createEffect(() => {
    if (!isHeld() && isOrderOld() && (pages.data?.pages.length ?? 0) <= MOST_PAGES) void reorder();
  });

  async function renew(ids: number[]): Promise<void> {
    if (ids.length > MOST_AT_ONCE) return reorderSoon([true]);
    const { items, byState } = await trpc.tokens.list.query({ filter: { ids }, limit: MOST_AT_ONCE });
    const before = new Map(rows().map((row) => [row.id, row]));
    setCounts(byState);
    setNewer((was) => {
      const next = new Map(was);
      for (const id of ids) next.set(id, items.find((item) => item.id === id) ?? null);
      return next;
    });
    const hasMoved = ids.some((id) => {
      if (!before.has(id) && added.has(id)) return false;
      added.delete(id);
      const now = items.find((item) => item.id === id);
      return before.get(id)?.seen.state !== now?.seen.state;
    });
    if (hasMoved) reorderSoon([true]);
  }
  // The top bar says when there is no answer; the next event asks again.
  const renewSoon = gathered<number>((ids) => void renew(ids).catch(() => {}), GATHER_MS);
  const onGap = () => reorderSoon([true]);
  useTopics(['token-changed'], { onEvents: (events) => renewSoon(events.map(({ tokenId }) => tokenId)), onGap });
  useTopics(['generation-changed'], {
    onEvents(events) {
      const shown = new Set(rows().map(({ id }) => id));
      renewSoon(events.flatMap(({ tokenId }) => (tokenId !== null && shown.has(tokenId) ? tokenId : [])));
    },
    onGap,
  });

  return {
    pages,
    rows,
    counts,
    total: () => pages.data?.pages.at(-1)?.total ?? 0,
    /** Something stands where it would not stand any more. */
    isOrderOld,
    reorder: () => void reorder(),
    /** Shows what was just added here, at once: whoever adds something waits for it. */
    add(id: number): void {
      added.add(id);
      void reorder();
    },
    /** Asks for these again, as after something was done with them. */
    renew: (ids: Iterable<number>) => renewSoon(ids),
    /** Shows a change before the server has confirmed it. */
    expect(id: number, change: (row: TokenRow) => TokenRow): void {
      const row = rows().find((each) => each.id === id);
      if (row !== undefined) setNewer((was) => new Map(was).set(id, change(row)));
    },
  };
}
