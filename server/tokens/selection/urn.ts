import type { Keeper, Spot } from './spot.ts';

export type Urn<T> = ReturnType<typeof createUrn<T>>;

/** Keeps them in no order, so that any of them can be drawn by its number. */
export function createUrn<T>() {
  const spots: Spot<T>[] = [];

  return {
    get size(): number {
      return spots.length;
    },
    add(spot) {
      spot.index = spots.push(spot) - 1;
    },
    /** The last one takes the number of the one that leaves. */
    remove(spot) {
      const last = spots.pop();
      if (last === undefined || last === spot) return;
      spots[spot.index] = last;
      last.index = spot.index;
    },
    changed() {},
    used() {},
    /** Who has a number, from 0. */
    at: (index: number): T | undefined => spots[index]?.owner,
  } satisfies Keeper<T> & Record<string, unknown>;
}

/** Draws of one that is not excluded fail this often at most before the others are sorted out and drawn from. */
const MOST_DRAWS = 16;

/** Draws from several urns as if they were one: everybody who is not excluded is as likely as any other. */
export function drawFrom<T extends { id: number }>(
  urns: readonly Urn<T>[],
  exclude: ReadonlySet<number>,
  random: () => number,
): T | null {
  const total = urns.reduce((sum, { size }) => sum + size, 0);
  // Few are ever excluded, so that a second draw is rare unless nearly everybody is.
  for (let draw = 0; draw < MOST_DRAWS && total > 0; draw += 1) {
    const drawn = numbered(urns, Math.floor(random() * total));
    if (drawn !== null && !exclude.has(drawn.id)) return drawn;
  }
  const left: T[] = [];
  for (let number = 0; number < total; number += 1) {
    const one = numbered(urns, number);
    if (one !== null && !exclude.has(one.id)) left.push(one);
  }
  return left[Math.floor(random() * left.length)] ?? null;
}

function numbered<T>(urns: readonly Urn<T>[], number: number): T | null {
  let index = number;
  for (const urn of urns) {
    if (index < urn.size) return urn.at(index) ?? null;
    index -= urn.size;
  }
  return null;
}
