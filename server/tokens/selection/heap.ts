import type { Keeper, Spot } from './spot.ts';

export type Heap<T extends { id: number }> = ReturnType<typeof createHeap<T>>;

/** Keeps whoever goes before all others at hand. Coming, leaving and changing rank cost the logarithm of how many there are. */
export function createHeap<T extends { id: number }>(goesBefore: (one: T, other: T) => boolean) {
  const spots: Spot<T>[] = [];

  /** Whether the one at an index goes before the other; nobody goes after everybody. */
  function leads(index: number, other: number): boolean {
    const [one, two] = [spots[index], spots[other]];
    if (one === undefined) return false;
    return two === undefined || goesBefore(one.owner, two.owner);
  }

  function swap(index: number, other: number): void {
    const [one, two] = [spots[index], spots[other]];
    if (one === undefined || two === undefined) return;
    spots[index] = two;
    spots[other] = one;
    two.index = index;
    one.index = other;
  }

  const leadingChild = (index: number): number => {
    const left = 2 * index + 1;
    return leads(left + 1, left) ? left + 1 : left;
  };

  /** Moves a spot to where its owner's rank belongs now. */
  function settle(spot: Spot<T>): void {
    for (let parent = (spot.index - 1) >> 1; parent >= 0 && leads(spot.index, parent); parent = (parent - 1) >> 1) {
      swap(spot.index, parent);
    }
    for (let child = leadingChild(spot.index); leads(child, spot.index); child = leadingChild(spot.index)) {
      swap(spot.index, child);
    }
  }

  return {
    get size(): number {
      return spots.length;
    },
    add(spot) {
      spot.index = spots.push(spot) - 1;
      settle(spot);
    },
    remove(spot) {
      const { index } = spot;
      swap(index, spots.length - 1);
      spots.pop();
      spot.index = -1;
      const moved = spots[index];
      if (moved !== undefined) settle(moved);
    },
    changed: settle,
    used: settle,
    /** Whoever goes before all others that are not excluded. Looks at two more for each who is. */
    firstBeside(exclude: ReadonlySet<number>): T | null {
      const open = [0];
      for (;;) {
        const best = open.reduce((one, other) => (leads(other, one) ? other : one), spots.length);
        const spot = spots[best];
        if (spot === undefined) return null;
        if (!exclude.has(spot.owner.id)) return spot.owner;
        open.splice(open.indexOf(best), 1, 2 * best + 1, 2 * best + 2);
      }
    },
  } satisfies Keeper<T> & Record<string, unknown>;
}
