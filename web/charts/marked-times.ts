import { onClock } from './clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** What a clock or a calendar is divided into. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14].map((days) => days * DAY_MS),
];

/**
 * Which of rising times are written under an axis: the round ones of this clock, every `atLeast`th at most. Times that are never
 * round are written evenly.
 */
export function markedTimes(at: readonly number[], atLeast: number): number[] {
  const indices = at.map((_, index) => index);
  const gap = atLeast * ((at[1] ?? 0) - (at[0] ?? 0));
  const step = STEPS_MS.find((each) => each >= gap);
  const round = step === undefined ? [] : indices.filter((index) => onClock(at[index] ?? 0) % step === 0);
  return round.length > 0 ? round : indices.filter((index) => index % atLeast === 0);
}
