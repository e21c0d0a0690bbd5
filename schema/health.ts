import type { ErrorCode } from './errors.ts';

/** A model that one account cannot run for a while: its daily quota is used up, or its plan does not include it. */
export interface ModelLimit {
  /** The upstream's key of the model. */
  modelKey: string;
  /** Unix milliseconds. */
  until: number;
  code: ErrorCode;
}
