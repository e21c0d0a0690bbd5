/** Before anything was measured: about what a fast clip takes, milliseconds. */
const FIRST_GUESS_MS = 120_000;
const WEIGHT_OF_NEWEST = 0.3;
/** An estimate never promises the end. */
const MAX_ESTIMATE = 95;

/** How long each model key has taken lately, for progress and for saying when to come back. */
export function createDurations() {
  const means = new Map<string, number>();
  return {
    record(modelKey: string, durationMs: number): void {
      const mean = means.get(modelKey);
      means.set(modelKey, mean === undefined ? durationMs : mean + WEIGHT_OF_NEWEST * (durationMs - mean));
    },
    expectedMs: (modelKey: string) => means.get(modelKey) ?? FIRST_GUESS_MS,
  };
}

export type Durations = ReturnType<typeof createDurations>;

/** Share of the work done, 0–95: time passed against time it usually takes. The upstream itself tells no percentage. */
export function estimatePercent(elapsedMs: number, expectedMs: number): number {
  return Math.max(0, Math.min(MAX_ESTIMATE, Math.floor((elapsedMs / Math.max(1, expectedMs)) * 100)));
}
