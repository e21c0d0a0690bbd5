import type { MediaKind } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import { expectedWaitMs } from './expected-wait.ts';
import type { Durations } from './progress.ts';

/** How long a count of the slots in use is good for: it walks over all of them. */
const COUNT_EVERY_MS = 1_000;
/** A job that takes longer than usual is always about to end. */
const LEAST_LEFT_MS = 1_000;

export interface ExpectedEndDeps {
  durations: Durations;
  /** Leases held now. */
  held(): ReadonlyMap<string, { kind: MediaKind }>;
  now(): number;
}

/** Says when jobs will probably be done, by how long others have taken lately. */
export function createExpectedEnd({ durations, held, now }: ExpectedEndDeps) {
  const counts = new Map<MediaKind, number>();
  let countedAt = Number.NEGATIVE_INFINITY;

  function slotsOf(kind: MediaKind): number {
    if (now() - countedAt >= COUNT_EVERY_MS) {
      counts.clear();
      for (const lease of held().values()) counts.set(lease.kind, (counts.get(lease.kind) ?? 0) + 1);
      countedAt = now();
    }
    return counts.get(kind) ?? 0;
  }

  /** Unix milliseconds; `place` is the job's place in the queue, null for one that was sent. */
  return ({ kind, submittedAt }: Generation, place: number | null): number => {
    const slotMs = durations.slotMs(kind);
    if (place !== null) return now() + expectedWaitMs({ ahead: place, slots: slotsOf(kind), slotMs }) + slotMs;
    return Math.max(now() + LEAST_LEFT_MS, (submittedAt ?? now()) + slotMs);
  };
}
