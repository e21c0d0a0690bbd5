/**
 * What can be refused at the control plane beside the failures of `errors.ts`, which callers of the API meet too.
 * - `signed_out`: nobody is signed in, or the session or admin token is over;
 * - `scope_missing`: the admin token may not do this;
 * - `conflict`: it was changed by somebody else meanwhile, or is there already; `current` is what there is now;
 * - `sign_in_blocked`: too many attempts to sign in have failed;
 * - `second_factor_needed`: name and password are right, and the code of the operator's device is missing or is not;
 * - `origin_refused`: a page of elsewhere had a browser send it with our cookie;
 * - `address_refused`: operators may not come from this address, whoever they are.
 */
export type ControlErrorCode =
  | 'signed_out'
  | 'scope_missing'
  | 'conflict'
  | 'sign_in_blocked'
  | 'second_factor_needed'
  | 'origin_refused'
  | 'address_refused';

export interface ControlErrorOptions {
  /** The field that is meant. */
  param?: string | undefined;
  retryAfterMs?: number | undefined;
  /** For a conflict: the value or version that is there. Holds no secret. */
  current?: unknown;
}

/** A refusal of the control plane. Its message is written for the operator: it says what to do. */
export class ControlError extends Error {
  readonly code: ControlErrorCode;
  readonly param: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly current: unknown;

  constructor(code: ControlErrorCode, message: string, { param, retryAfterMs, current }: ControlErrorOptions = {}) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
    this.param = param;
    this.retryAfterMs = retryAfterMs;
    this.current = current;
  }
}
