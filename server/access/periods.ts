/** A period for which credits are counted. */
export type Period = 'day' | 'month';

/** When the period of UTC began in which this moment lies. */
export function startOf(period: Period, at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), period === 'day' ? date.getUTCDate() : 1);
}

/** When the next one begins. */
export function nextPeriod(period: Period, at: number): number {
  const date = new Date(startOf(period, at));
  if (period === 'day') date.setUTCDate(date.getUTCDate() + 1);
  else date.setUTCMonth(date.getUTCMonth() + 1);
  return date.getTime();
}
