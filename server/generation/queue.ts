import type { MediaKind } from '../../schema/catalogue.ts';
import type { LeaseNeed } from '../tokens/types.ts';

/** A job that waits for a token's slot. */
export interface Waiting {
  id: string;
  need: LeaseNeed;
  /** When the job came in, Unix milliseconds: its place in line, also after a restart. */
  since: number;
  /** When it gives up waiting. A restart begins the wait anew, since time that the service was down is nobody's wait. */
  until: number;
}

/**
 * Jobs that wait, first come first served among those that need the same thing. Jobs with different needs (an image, a
 * video that only an Ultra account may make) do not stand in each other's way.
 *
 * Joining, leaving and looking up cost the same for a long queue as for a short one; only `renumber` looks at everybody.
 */
export function createQueue() {
  const lines = new Map<string, Map<string, Waiting>>();
  const waiting = new Map<string, Waiting>();
  const positions = new Map<string, number>();
  const sizes: Record<MediaKind, number> = { image: 0, video: 0 };

  return {
    size: () => waiting.size,
    sizeOf: (kind: MediaKind) => sizes[kind],
    /** Whether anybody waits for the same thing. */
    hasLineFor: (need: LeaseNeed) => lines.has(lineOf(need)),
    all: () => waiting.values(),

    /** `front` is for a job that already had its turn and goes back. */
    add(entry: Waiting, front = false): void {
      const { id, need } = entry;
      const key = lineOf(need);
      const line = lines.get(key) ?? new Map<string, Waiting>();
      lines.set(key, front ? new Map([[id, entry], ...line]) : line.set(id, entry));
      waiting.set(id, entry);
      sizes[need.kind] += 1;
      positions.set(id, front ? 1 : sizes[need.kind]);
    },

    remove(id: string): boolean {
      const entry = waiting.get(id);
      if (entry === undefined) return false;
      const key = lineOf(entry.need);
      const line = lines.get(key);
      line?.delete(id);
      if (line?.size === 0) lines.delete(key);
      waiting.delete(id);
      positions.delete(id);
      sizes[entry.need.kind] -= 1;
      return true;
    },

    /** The first of each line, the one that came first at the front. */
    heads(): Waiting[] {
      return [...lines.values()].flatMap((line) => line.values().next().value ?? []).sort(bySince);
    },

    /** Place among the waiting jobs of its kind, from 1, as of the last `renumber`; null when it does not wait. */
    positionOf: (id: string): number | null => positions.get(id) ?? null,

    /** Counts the places anew, now that some have left. */
    renumber(): void {
      const next: Record<MediaKind, number> = { image: 1, video: 1 };
      for (const { id, need } of [...waiting.values()].sort(bySince)) {
        positions.set(id, next[need.kind]);
        next[need.kind] += 1;
      }
    },
  };
}

export type Queue = ReturnType<typeof createQueue>;

const bySince = (a: Waiting, b: Waiting): number => a.since - b.since;

/** Jobs that any token suits alike wait in one line. */
function lineOf({ kind, priceByTier, exclude }: LeaseNeed): string {
  const tiers = Object.entries(priceByTier)
    .map(([tier, price]) => `${tier}=${price}`)
    .sort();
  return [kind, ...tiers, ...exclude].join('|');
}
