/** The first so many of any number of items in an order, without the others being sorted. */
export function createFirstOf<T>(most: number, compare: (one: T, other: T) => number) {
  const taken: T[] = [];

  /** Where an item belongs among those that are taken. */
  function placeOf(item: T): number {
    let [low, high] = [0, taken.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(taken[middle] as T, item) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    take(item: T): void {
      const last = taken.at(-1);
      if (last === undefined || compare(last, item) <= 0) {
        if (taken.length < most) taken.push(item);
        return;
      }
      taken.splice(placeOf(item), 0, item);
      if (taken.length > most) taken.pop();
    },
    /** In their order. */
    taken: (): readonly T[] => taken,
  };
}
