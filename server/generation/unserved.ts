import { ServiceError } from '../../schema/errors.ts';
import { inAccounts } from '../tokens/passed-over.ts';
import type { LeaseNeed, Unserved } from '../tokens/types.ts';

type Impossible = Extract<Unserved, { outcome: 'impossible' }>;

/**
 * What a caller hears whom nobody can serve: `upstream_unavailable` while the upstream fails for everybody, else
 * `no_token_available` saying why each account was passed over. `retryAfterMs` only when it passes by itself, or soon may.
 */
export function unserved({ kind, only }: Pick<LeaseNeed, 'kind' | 'only'>, answer: Unserved): ServiceError {
  if (answer.outcome === 'outage') {
    const what = answer.ofModel ? 'Google has no room for this model' : 'Google fails for every account';
    return new ServiceError(
      'upstream_unavailable',
      `${what} at this moment. It is being tried again all the time; try again shortly.`,
      { retryAfterMs: Math.max(answer.retryAfterMs, 1_000) },
    );
  }
  if (only !== undefined) return unservedBound(kind, answer);
  const why = inAccounts(answer.passedOver).join('; ');
  return new ServiceError(
    'no_token_available',
    why === ''
      ? `No account can make this ${kind}: the pool is empty. Add a token, or switch the sandbox on.`
      : `No account can make this ${kind} now (${why}).`,
    { retryAfterMs: comeAgainMs(answer) },
  );
}

/** When it is worth coming again: an account has rested by then, or was asked whether it works again. */
function comeAgainMs({ retryAfterMs, askedAgainMs }: Impossible): number | undefined {
  if (retryAfterMs === null || askedAgainMs === undefined) return retryAfterMs ?? askedAgainMs;
  return Math.min(retryAfterMs, askedAgainMs);
}

function unservedBound(kind: LeaseNeed['kind'], answer: Impossible): ServiceError {
  const [over] = answer.passedOver;
  const why =
    over === undefined
      ? `The token that this ${kind} is bound to is no longer in the pool.`
      : `The token ${over.names[0]}, which this ${kind} is bound to, cannot make it now: ${over.reason}.`;
  return new ServiceError('no_token_available', why, { retryAfterMs: comeAgainMs(answer) });
}

/** What those wait for who wait for it to pass, in words. */
export function limitOf(answer: Unserved): string {
  if (answer.outcome === 'outage') {
    return answer.ofModel
      ? 'Google has no room for this model at this moment'
      : 'Google fails for every account at this moment';
  }
  return `no account can serve this now (${inAccounts(answer.passedOver).join('; ')})`;
}

/**
 * What a job hears that only those are left for who have refused it: what they refused it with says more, but somebody else
 * may be able to serve sooner than they.
 */
export function soonerOf(refusal: ServiceError, { retryAfterMs }: ServiceError): ServiceError {
  if (retryAfterMs === undefined || retryAfterMs >= (refusal.retryAfterMs ?? 0)) return refusal;
  const { code, message, param, reason, outcome, upstreamStatus, cause } = refusal;
  return new ServiceError(code, message, { param, reason, outcome, upstreamStatus, cause, retryAfterMs });
}

/** Whether it is worth waiting in line for. */
export function passes(answer: Unserved, withinMs: number): boolean {
  return answer.retryAfterMs !== null && answer.retryAfterMs <= withinMs;
}
