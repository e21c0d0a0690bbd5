import { createSignal } from 'solid-js';

/** What a bulk action is about: rows that were ticked, or all that match the filter, however many are loaded. */
export type Scope = { kind: 'none' } | { kind: 'ids'; ids: string[] } | { kind: 'matching'; count: number };

/** Which rows of a table are ticked. Clear it when the filter changes. */
export interface Selection {
  scope: () => Scope;
  count: () => number;
  has: (key: string) => boolean;
  /** Ticks or unticks a row; with `isRange` all between it and the last one. `order`: the keys as they are listed. */
  toggle: (key: string, order: string[], isRange?: boolean) => void;
  /** Ticks all that are listed, or none. */
  toggleAll: (order: string[]) => void;
  /** Goes on to all that match the filter; a second, explicit step. `count`: how many the server counts. */
  selectMatching: (count: number) => void;
  clear: () => void;
}

export function createSelection(): Selection {
  const [scope, setScope] = createSignal<Scope>({ kind: 'none' });
  let anchor: string | undefined;

  const has = (key: string) => {
    const now = scope();
    return now.kind === 'matching' || (now.kind === 'ids' && now.ids.includes(key));
  };
  const set = (ids: Set<string>) => setScope(ids.size === 0 ? { kind: 'none' } : { kind: 'ids', ids: [...ids] });
  const ticked = (order: string[]) => {
    const now = scope();
    return new Set(now.kind === 'matching' ? order : now.kind === 'ids' ? now.ids : []);
  };

  return {
    scope,
    has,
    count: () => {
      const now = scope();
      return now.kind === 'matching' ? now.count : now.kind === 'ids' ? now.ids.length : 0;
    },
    toggle: (key, order, isRange = false) => {
      const isOn = !has(key);
      const ids = ticked(order);
      for (const each of isRange ? between(anchor, key, order) : [key]) {
        if (isOn) ids.add(each);
        else ids.delete(each);
      }
      anchor = key;
      set(ids);
    },
    toggleAll: (order) => set(order.every(has) ? new Set() : new Set([...ticked(order), ...order])),
    selectMatching: (count) => setScope({ kind: 'matching', count }),
    clear: () => {
      anchor = undefined;
      setScope({ kind: 'none' });
    },
  };
}

/** The keys from one to another, both included, in whichever direction. */
function between(from: string | undefined, to: string, order: string[]): string[] {
  const ends = [order.indexOf(from ?? to), order.indexOf(to)];
  if (ends.includes(-1)) return [to];
  return order.slice(Math.min(...ends), Math.max(...ends) + 1);
}
