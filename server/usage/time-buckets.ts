import { ServiceError } from '../../schema/errors.ts';

export const QUARTER_MS = 900_000;
const HOUR_MS = 4 * QUARTER_MS;

export type TimeUnit = 'hour' | 'day';

/** An hour or a day as the clocks of a time zone count it. Unix milliseconds; `to` is the start of the next one. */
export interface TimeBucket {
  from: number;
  to: number;
  /** `2026-11-28` or `2026-11-28T14:00+01:00`. */
  label: string;
}

/** Shorter than any day, also one on which clocks are put forward. */
const LEAST_OF: Record<TimeUnit, number> = { hour: QUARTER_MS, day: 22 * HOUR_MS };
/** Far more than is drawn. */
const MOST_BUCKETS = 2_000;

/**
 * The hours or days of a time zone that a range touches, whole ones, in order. Days with 23 or 25 hours are what they are,
 * and the hour that comes twice is two.
 * @throws ServiceError `invalid_value` for an unknown zone, or for more of them than can be shown
 */
export function timeBuckets(from: number, to: number, unit: TimeUnit, timeZone: string): TimeBucket[] {
  const labelAt = labeller(unit, timeZone);
  const buckets: TimeBucket[] = [];
  let start = startOf(from, labelAt);
  while (start < to) {
    const label = labelAt(start);
    let end = start + LEAST_OF[unit];
    while (labelAt(end) === label) end += QUARTER_MS;
    buckets.push({ from: start, to: end, label });
    if (buckets.length > MOST_BUCKETS) throw tooMany(unit);
    start = end;
  }
  return buckets;
}

function startOf(at: number, labelAt: (at: number) => string): number {
  let start = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  const label = labelAt(start);
  while (labelAt(start - QUARTER_MS) === label) start -= QUARTER_MS;
  return start;
}

/** What every moment of the same hour or day has in common, and no other moment. */
function labeller(unit: TimeUnit, timeZone: string): (at: number) => string {
  const format = formatOf(timeZone);
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = `${parts.year}-${parts.month}-${parts.day}`;
    if (unit === 'day') return day;
    const offset = parts.timeZoneName === 'GMT' ? '+00:00' : (parts.timeZoneName ?? '').replace('GMT', '');
    return `${day}T${parts.hour}:00${offset}`;
  };
}

/** @throws ServiceError `invalid_value` for a name that no zone has */
export const checkTimeZone = (timeZone: string): void => void formatOf(timeZone);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', timeZoneName: 'longOffset' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
    });
  } catch (cause) {
    const message = `${timeZone} is no time zone that is known here. Use an IANA name, for example Europe/Berlin or UTC.`;
    throw new ServiceError('invalid_value', message, { param: 'timeZone', cause });
  }
}

function tooMany(unit: TimeUnit): ServiceError {
  const message = `The time range has more than ${MOST_BUCKETS} ${unit}s. Ask for a shorter one${unit === 'hour' ? ', or for days' : ''}.`;
  return new ServiceError('invalid_value', message, { param: 'to' });
}
