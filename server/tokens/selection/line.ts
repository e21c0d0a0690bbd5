import type { Keeper, Spot } from './spot.ts';

export type Line<T extends { id: number }> = ReturnType<typeof createLine<T>>;

/**
 * Those who wait their turn, first come first; whoever is used goes to the end. A Set would do but for one thing: after
 * much coming and going its iteration has to step over all who left.
 */
export function createLine<T extends { id: number }>() {
  let first: Spot<T> | null = null;
  let last: Spot<T> | null = null;
  let size = 0;

  function add(spot: Spot<T>): void {
    spot.before = last;
    if (last === null) first = spot;
    else last.after = spot;
    last = spot;
    size += 1;
  }

  function remove(spot: Spot<T>): void {
    const { before, after } = spot;
    if (before === null) first = after;
    else before.after = after;
    if (after === null) last = before;
    else after.before = before;
    spot.before = null;
    spot.after = null;
    size -= 1;
  }

  return {
    get size(): number {
      return size;
    },
    add,
    remove,
    changed() {},
    used(spot) {
      if (spot === last) return;
      remove(spot);
      add(spot);
    },
    /** The first who is not excluded. Looks at one more for each who is. */
    firstBeside(exclude: ReadonlySet<number>): T | null {
      for (let spot = first; spot !== null; spot = spot.after) if (!exclude.has(spot.owner.id)) return spot.owner;
      return null;
    },
    /** Everybody in their order; stop early to look at no more than needed. */
    *owners(): Generator<T> {
      for (let spot = first; spot !== null; spot = spot.after) yield spot.owner;
    },
  } satisfies Keeper<T> & Record<string, unknown>;
}
