/** A count as the stepper walks it; null is "no limit", one step after `max`. */
export interface StepRange {
  min: number;
  max: number;
  /** Whether there is a "no limit" after `max`. */
  isEndless: boolean;
}

/** The next count in a direction; stays where it is at either end. */
export function step(value: number | null, by: 1 | -1, { min, max, isEndless }: StepRange): number | null {
  if (value === null) return by === 1 ? null : max;
  if (by === 1 && value >= max) return isEndless ? null : max;
  return Math.min(max, Math.max(min, value + by));
}
