import type { ErrorCode } from './errors.ts';

/**
 * Whether something may be used: `closed`, yes; `open`, not before `until`; `half-open`, for one try that decides.
 * `trips` counts openings without a success between them, so that rests grow. Times are Unix milliseconds.
 */
export type Breaker =
  | { state: 'closed' }
  | { state: 'open'; trips: number; since: number; until: number; code: ErrorCode }
  | { state: 'half-open'; trips: number; code: ErrorCode };

/** A model that one account cannot run for a while: its daily quota is used up, or its plan does not include it. */
export interface ModelLimit {
  /** The upstream's key of the model. */
  modelKey: string;
  /** Unix milliseconds. */
  until: number;
  code: ErrorCode;
}
