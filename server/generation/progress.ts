import type { MediaKind } from '../../schema/catalogue.ts';

/** Before anything was measured: about what a fast clip takes, milliseconds. */
const FIRST_GUESS_MS = 120_000;
/** Before anything was measured: for about how long a job holds its slot, milliseconds. */
const SLOT_GUESS_MS: Record<MediaKind, number> = { image: 20_000, video: FIRST_GUESS_MS };
const WEIGHT_OF_NEWEST = 0.3;
/** An estimate never promises the end. */
const MAX_ESTIMATE = 95;

/** How long work has taken lately: by model key, for progress; by kind, for saying when to come back. */
export function createDurations() {
  const means = new Map<string, number>();
  const slotMeans = new Map<MediaKind, number>();
  return {
    record: (modelKey: string, durationMs: number): void => include(means, modelKey, durationMs),
    expectedMs: (modelKey: string) => means.get(modelKey) ?? FIRST_GUESS_MS,
    /** A job gave its slot back after `heldMs`. */
    recordSlot: (kind: MediaKind, heldMs: number): void => include(slotMeans, kind, heldMs),
    slotMs: (kind: MediaKind) => slotMeans.get(kind) ?? SLOT_GUESS_MS[kind],
  };
}

export type Durations = ReturnType<typeof createDurations>;

function include<Key>(means: Map<Key, number>, key: Key, durationMs: number): void {
  const mean = means.get(key);
  means.set(key, mean === undefined ? durationMs : mean + WEIGHT_OF_NEWEST * (durationMs - mean));
}

/** Share of the work done, 0–95: time passed against time it usually takes. The upstream itself tells no percentage. */
export function estimatePercent(elapsedMs: number, expectedMs: number): number {
  return Math.max(0, Math.min(MAX_ESTIMATE, Math.floor((elapsedMs / Math.max(1, expectedMs)) * 100)));
}
