import type { PassedOver } from './standing.ts';

/** So many of those that a reason holds for are named. */
const NAMED = 3;

/** Counts tokens by the reason why they were passed over. Looks at as many of them as it names. */
export function createTally() {
  const counted = new Map<string, { reason: string; count: number; ids: number[] }>();

  return {
    /** Adds so many for a reason, of whom `owners` begins with the first. */
    add(reason: string, count: number, owners: Iterable<{ id: number }>): void {
      if (count === 0) return;
      const entry = counted.get(reason) ?? { reason, count: 0, ids: [] };
      counted.set(reason, entry);
      entry.count += count;
      for (const { id } of owners) {
        if (entry.ids.length >= NAMED) return;
        entry.ids.push(id);
      }
    },
    /** The most frequent reason first. */
    result: (): PassedOver[] => [...counted.values()].sort((one, other) => other.count - one.count),
  };
}
