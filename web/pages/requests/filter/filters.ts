import { useLocation, useSearchParams } from '@solidjs/router';
import { type Accessor, createMemo, createSignal } from 'solid-js';
import {
  filterOf,
  nothingWanted,
  type Query,
  type RequestFilter,
  readQuery,
  type Wanted,
  writeQuery,
} from './query.ts';

const MINUTE_MS = 60_000;

export interface Filters {
  wanted: Accessor<Wanted>;
  /** For the server. Stays the same while nobody changes it or looks anew. */
  filter: Accessor<RequestFilter>;
  /** Goes to the address of what is wanted now; a step that the browser's Back takes back. */
  set: (changes: Partial<Wanted>) => void;
  /** Takes all filters off but the range. */
  clear: () => void;
  isFiltered: Accessor<boolean>;
  /** Begins the range anew from now. */
  restart: () => void;
  /** The query of the address, to be kept by links: `?status=5`, or nothing. */
  search: Accessor<string>;
}

/** What the log is filtered by. All of it is in the address. */
export function useFilters(): Filters {
  const [query, setQuery] = useSearchParams<Query>();
  const location = useLocation();
  const [since, setSince] = createSignal(Date.now(), { equals: false });
  const wanted = createMemo(() => readQuery({ ...query }), undefined, { equals: isSame });
  const filter = createMemo(() => filterOf(wanted(), Math.floor(since() / MINUTE_MS) * MINUTE_MS), undefined, {
    equals: isSame,
  });
  const go = (next: Wanted) => setQuery(writeQuery(next));
  return {
    wanted,
    filter,
    set: (changes) => go({ ...wanted(), ...changes }),
    clear: () => go(nothingWanted(wanted())),
    isFiltered: () => !isSame(wanted(), nothingWanted(wanted())),
    restart: () => setSince(Date.now()),
    search: () => location.search,
  };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
