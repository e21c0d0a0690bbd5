import type { TimeRange } from './ranges.ts';

/** How far back the overview can look. */
export const RANGE_IDS = ['15m', '1h', '24h', '7d'] as const;
export type RangeId = (typeof RANGE_IDS)[number];

interface Steps {
  lengthMs: number;
  /** Length of a bar, and of what a percentile is made of. */
  stepMs: number;
  latencyStepMs: number;
  /** How far back lies what it is compared with. */
  beforeMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const STEPS: Record<RangeId, Steps> = {
  '15m': { lengthMs: 15 * MINUTE_MS, stepMs: MINUTE_MS, latencyStepMs: MINUTE_MS, beforeMs: DAY_MS },
  '1h': { lengthMs: HOUR_MS, stepMs: MINUTE_MS, latencyStepMs: 5 * MINUTE_MS, beforeMs: DAY_MS },
  '24h': { lengthMs: DAY_MS, stepMs: 15 * MINUTE_MS, latencyStepMs: HOUR_MS, beforeMs: DAY_MS },
  '7d': { lengthMs: 7 * DAY_MS, stepMs: 2 * HOUR_MS, latencyStepMs: 3 * HOUR_MS, beforeMs: 7 * DAY_MS },
};

export const stepsOf = (range: RangeId): Steps => STEPS[range];

/** Unix milliseconds. */
export const rangeEndingAt = (range: RangeId, now: number): TimeRange => ({
  from: now - STEPS[range].lengthMs,
  to: now,
});
