/** Something that waits in a line and may leave it from anywhere. */
export interface Leaving {
  gone: boolean;
}

/** Those who left are cleared away once there are this many, and more of them than of those who wait. */
const CLEAR_FROM = 32;

/**
 * A line, first come first. Joining, leaving and looking at the first cost the same however long it is: whoever leaves is
 * only marked, and stepped over once. (A Set would step over all who left each time it is asked for its first.)
 */
export function createFirstCome<T extends Leaving>() {
  let entries: T[] = [];
  let first = 0;
  let size = 0;

  function clear(): void {
    entries = entries.slice(first).filter((entry) => !entry.gone);
    first = 0;
  }

  return {
    size: () => size,

    add(entry: T): void {
      entries.push(entry);
      size += 1;
    },

    /** `entry` is one of this line, and leaves once. */
    remove(entry: T): void {
      entry.gone = true;
      size -= 1;
      if (entries.length > CLEAR_FROM && entries.length > 2 * size) clear();
    },

    first(): T | null {
      while (entries[first]?.gone) first += 1;
      return entries[first] ?? null;
    },

    /** In their order. Looks at everybody. */
    all: (): T[] => entries.slice(first).filter((entry) => !entry.gone),
  };
}

export type FirstCome<T extends Leaving> = ReturnType<typeof createFirstCome<T>>;
