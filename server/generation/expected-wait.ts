const MIN_MS = 1_000;
const MAX_MS = 10 * 60_000;

/**
 * When it is worth coming back: the jobs in line, each holding a slot for as long as jobs usually do, over all slots.
 * Between a second and ten minutes.
 */
export function expectedWaitMs({ ahead, slots, slotMs }: { ahead: number; slots: number; slotMs: number }): number {
  const waitMs = (Math.max(1, ahead) * slotMs) / Math.max(1, slots);
  return Math.round(Math.min(MAX_MS, Math.max(MIN_MS, waitMs)));
}
