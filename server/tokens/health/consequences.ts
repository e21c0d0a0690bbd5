import type { RestPolicy } from '../../../schema/breaker.ts';
import type { ErrorCode, ServiceError } from '../../../schema/errors.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What a failed try means for health.
 * - `rest`: this account rests for this kind of work, longer each time in a row;
 * - `limit-model`: this account cannot run this model for a while, others it can;
 * - `count`: the account itself was refused; so many in a row disable it;
 * - `expire`: the account is signed out;
 * - `egress`: the way out is at fault, for every account that uses it;
 * - `upstream`: the upstream is at fault, whichever account asks;
 * - `none`: nobody's here, or the caller's.
 */
export type Consequence =
  | { does: 'rest' | 'egress'; policy: RestPolicy }
  | { does: 'limit-model'; until: 'next-day' | 'tier-change' }
  | { does: 'count' | 'expire' | 'upstream' | 'none' };

/** How long a proxy that lets nobody through is left alone. */
export const PROXY_FAILS: RestPolicy = { firstMs: 5 * SECOND_MS, maxMs: MINUTE_MS };

const NONE = { does: 'none' } as const satisfies Consequence;
const UPSTREAM = { does: 'upstream' } as const satisfies Consequence;

/** What is not listed says nothing about anybody's health: the caller's faults, trouble of ours, work that failed after it was taken. */
const CONSEQUENCES: Partial<Record<ErrorCode, Consequence>> = {
  token_throttled: { does: 'rest', policy: { firstMs: MINUTE_MS, maxMs: 30 * MINUTE_MS } },
  token_out_of_credits: { does: 'rest', policy: { firstMs: 10 * MINUTE_MS, maxMs: 2 * HOUR_MS } },
  token_quota_exhausted: { does: 'limit-model', until: 'next-day' },
  token_model_denied: { does: 'limit-model', until: 'tier-change' },
  token_unauthorized: { does: 'count' },
  token_expired: { does: 'expire' },
  proxy_failed: { does: 'egress', policy: PROXY_FAILS },
  region_refused: { does: 'egress', policy: { firstMs: 10 * MINUTE_MS, maxMs: 6 * HOUR_MS } },
  upstream_unavailable: UPSTREAM,
  upstream_timeout: UPSTREAM,
};

export const consequenceOf = ({ code }: ServiceError): Consequence => CONSEQUENCES[code] ?? NONE;
