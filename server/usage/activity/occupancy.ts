import type { Generation } from '../../../schema/entities/generation.ts';

/** How many jobs there were at one moment. */
export interface OccupancyPoint {
  at: number;
  inFlight: number;
  queued: number;
}

/** Counts jobs at the end of each bar, the last one being now: from when each began to wait, was sent and came to its end. */
export function createOccupancy({ from, to, stepMs }: { from: number; to: number; stepMs: number }, now: number) {
  const count = Math.max(0, Math.ceil((to - from) / stepMs));
  const ends = Array.from({ length: count }, (_, index) => Math.min(from + (index + 1) * stepMs, now));
  const changes = { inFlight: new Array<number>(count + 1).fill(0), queued: new Array<number>(count + 1).fill(0) };
  /** The first moment at which something of this time is seen. */
  const indexOf = (at: number) => Math.min(count, Math.max(0, Math.ceil((at - from) / stepMs) - 1));

  function during(of: keyof typeof changes, begin: number, end: number | null): void {
    const change = (index: number, by: number) => {
      changes[of][index] = (changes[of][index] ?? 0) + by;
    };
    change(indexOf(begin), 1);
    change(end === null ? count : indexOf(end), -1);
  }

  return {
    add({ createdAt, submittedAt, completedAt }: Pick<Generation, 'createdAt' | 'submittedAt' | 'completedAt'>) {
      during('queued', createdAt, submittedAt ?? completedAt);
      if (submittedAt !== null) during('inFlight', submittedAt, completedAt);
    },
    points(): OccupancyPoint[] {
      const sums = { inFlight: 0, queued: 0 };
      return ends.map((at, index) => {
        sums.inFlight += changes.inFlight[index] ?? 0;
        sums.queued += changes.queued[index] ?? 0;
        return { at, ...sums };
      });
    },
  };
}
