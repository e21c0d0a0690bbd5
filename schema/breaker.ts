import type { ErrorCode } from './errors.ts';

/**
 * Whether something may be used: `closed`, yes; `open`, not before `until`; `half-open`, for one try that decides.
 * `trips` counts openings without a success between them, so that rests grow. Times are Unix milliseconds.
 */
export type Breaker =
  | { state: 'closed' }
  | { state: 'open'; trips: number; since: number; until: number; code: ErrorCode }
  | { state: 'half-open'; trips: number; code: ErrorCode };

/** The first rest, and the longest that doubling leads to, milliseconds. */
export interface RestPolicy {
  firstMs: number;
  maxMs: number;
}

/** What made a breaker trip. `retryAfterMs` is the upstream's own word and counts more than the policy's first rest. */
export interface Trip {
  code: ErrorCode;
  retryAfterMs?: number | undefined;
}

export const CLOSED = { state: 'closed' } as const satisfies Breaker;

/**
 * After a fault. While it rests already, a fault of work that was under way prolongs nothing but what the upstream asks for; then
 * that is what it rests for.
 */
export function tripped(breaker: Breaker, { firstMs, maxMs }: RestPolicy, trip: Trip, now: number): Breaker {
  const asked = trip.retryAfterMs ?? 0;
  if (breaker.state === 'open') {
    return now + asked > breaker.until ? { ...breaker, until: now + asked, code: trip.code } : breaker;
  }
  const trips = breaker.state === 'closed' ? 1 : breaker.trips + 1;
  const own = trips === 1 && asked > 0 ? 0 : Math.min(firstMs * 2 ** (trips - 1), maxMs);
  return { state: 'open', trips, since: now, until: now + Math.max(own, asked), code: trip.code };
}

/** Longer than every policy's; one that was stored with a later end was stored by mistake. */
const LONGEST_REST_MS = 24 * 3_600_000;

/**
 * As it is by now: a rest that is over, or that began in a future from which the clock was set back, lets one try through.
 * None lasts longer than a day.
 */
export function settled(breaker: Breaker, now: number): Breaker {
  if (breaker.state !== 'open') return breaker;
  const until = Math.min(breaker.until, breaker.since + LONGEST_REST_MS);
  if (now < until && now >= breaker.since) return until === breaker.until ? breaker : { ...breaker, until };
  return { state: 'half-open', trips: breaker.trips, code: breaker.code };
}

/** After a success. One that was under way when the rest began ends no rest. */
export function proven(breaker: Breaker): Breaker {
  return breaker.state === 'open' ? breaker : CLOSED;
}
