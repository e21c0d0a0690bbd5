import { dateTime, day, hourMinute } from '../format.ts';

const DAY_MS = 86_400_000;

/** What stands under the axis: the hour, or the day where the chart is longer than two. */
export function axisTime(at: number, spanMs: number): string {
  return spanMs > 2 * DAY_MS ? day(at) : hourMinute(at);
}

/** What the cursor and the table say. */
export function exactTime(at: number, spanMs: number): string {
  return spanMs > DAY_MS ? dateTime(at) : hourMinute(at);
}

/** From the first to the last time. */
export function spanOf(at: number[]): number {
  return (at.at(-1) ?? 0) - (at[0] ?? 0);
}
