import type { ErrorCode, FAULT, ServiceError } from '../../schema/errors.ts';

type TokenFault = { [Code in ErrorCode]: (typeof FAULT)[Code] extends 'token' ? Code : never }[ErrorCode];

/**
 * What a failed job means for the account it ran on.
 * - `expire`: it is signed out;
 * - `no-credits`: its balance is empty, whatever we believed;
 * - `read-balance`: its plan may be another than we believe;
 * - `count`: the account itself was refused; so many in a row disable it;
 * - `none`: nothing, because it passes by itself or is nobody's fault here.
 */
export type Blame = 'expire' | 'no-credits' | 'read-balance' | 'count' | 'none';

/** Being throttled or at the end of a daily quota passes by itself, so it must not take an account out of the pool for good. */
const BLAME = {
  token_expired: 'expire',
  token_unauthorized: 'count',
  token_throttled: 'none',
  token_quota_exhausted: 'none',
  token_out_of_credits: 'no-credits',
  token_model_denied: 'read-balance',
} as const satisfies Record<TokenFault, Blame>;

/** Only faults of the token are held against it: never a bad prompt, an outage or trouble of our own. */
export function blameFor(error: ServiceError): Blame {
  return error.fault === 'token' ? BLAME[error.code as TokenFault] : 'none';
}
