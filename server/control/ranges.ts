import { ServiceError } from '../../schema/errors.ts';

/** A stretch of time, Unix milliseconds. */
export interface TimeRange {
  from: number;
  to: number;
}

const DAY_MS = 86_400_000;
const MOST_MS = 400 * DAY_MS;

/** The last day, where nothing else is asked for. @throws ServiceError `invalid_value` */
export function rangeOf(
  { from, to }: { from?: number | null | undefined; to?: number | null | undefined },
  now: number,
): TimeRange {
  const end = to ?? now;
  const start = from ?? end - DAY_MS;
  if (start >= end) throw new ServiceError('invalid_value', '`from` has to be before `to`.', { param: 'from' });
  if (end - start > MOST_MS) {
    throw new ServiceError('invalid_value', 'The time range is longer than 400 days.', { param: 'from' });
  }
  return { from: start, to: end };
}

/** How many are asked for on a page, or by another argument. @throws ServiceError `invalid_value`, naming it */
export function pageLimit(
  first: number | null | undefined,
  { usual, most }: { usual: number; most: number },
  param = 'first',
): number {
  const limit = first ?? usual;
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new ServiceError('invalid_value', `Ask for 1 to ${most} at a time.`, { param });
}
