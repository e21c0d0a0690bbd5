import { useLocation, useSearchParams } from '@solidjs/router';
import { type Accessor, createMemo } from 'solid-js';
import { filterOf, type Query, readQuery, type Wanted, writeQuery } from './query.ts';
import type { TokenFilter } from './token-types.ts';

/** Dialogs that have an address: `/tokens?add`. */
export type DialogName = 'add' | 'import';

export interface View {
  wanted: Accessor<Wanted>;
  filter: Accessor<TokenFilter>;
  isFiltered: Accessor<boolean>;
  set: (changes: Partial<Wanted>) => void;
  clear: () => void;
  /** Whoever sets the gateway up came here for a moment, and wants to go back. */
  isSettingUp: Accessor<boolean>;
  /** The query of the address without its dialogs, to be kept by links. */
  search: Accessor<string>;
  dialog: Accessor<DialogName | undefined>;
  /** Null closes it. */
  show: (dialog: DialogName | null) => void;
}

/** What the list shows, all of it in the address. */
export function useView(): View {
  const [query, setQuery] = useSearchParams<Query>();
  const location = useLocation();
  const wanted = createMemo(() => readQuery({ ...query }), undefined, { equals: isSame });
  const filter = createMemo(() => filterOf(wanted()), undefined, { equals: isSame });
  const go = (next: Wanted, replace = false) => setQuery(writeQuery(next), { replace, scroll: false });
  const isTyping = (changes: Partial<Wanted>) =>
    changes.text !== undefined && wanted().text !== '' && changes.text !== '';
  return {
    wanted,
    filter,
    isFiltered: () => Object.keys(filter()).length > 0,
    // Each letter of a search is not a step that Back should take.
    set: (changes) => go({ ...wanted(), ...changes }, isTyping(changes)),
    clear: () => go({ ...readQuery({}), sort: wanted().sort }),
    isSettingUp: () => query.from === 'start',
    search: () => withoutDialogs(location.search),
    dialog: () => (query.add !== undefined ? 'add' : query.import !== undefined ? 'import' : undefined),
    show: (dialog) =>
      setQuery(
        { add: dialog === 'add' ? '1' : undefined, import: dialog === 'import' ? '1' : undefined },
        { replace: dialog === null, scroll: false },
      ),
  };
}

function withoutDialogs(search: string): string {
  const query = new URLSearchParams(search);
  query.delete('add');
  query.delete('import');
  return query.size === 0 ? '' : `?${query}`;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
