import type { Token } from '../../schema/entities/token.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Refresher } from './refresh.ts';
import type { Roster } from './roster.ts';

export interface SignInDeps {
  roster: Roster;
  refresher: Pick<Refresher, 'refresh'>;
  now(): number;
}

/** How long an access token is trusted after its making, whatever end the upstream stated. */
const FRESH_MS = 60_000;

/** Runs something with a live access token of an account. */
export type SignedIn = <T>(
  tokenId: number,
  work: (token: Token, accessToken: string) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>;

/**
 * Runs `work` with a live access token. One that the upstream refuses (401) is refreshed and `work` runs once more; when
 * somebody else refreshed it meanwhile, nobody asks again.
 */
export function createSignIn({ roster, refresher, now }: SignInDeps): SignedIn {
  /** The access token to use, `stale` being one that was refused. */
  async function accessTokenOf(tokenId: number, stale: string | null, signal?: AbortSignal): Promise<[Token, string]> {
    const token = present(roster.get(tokenId));
    const held = roster.accessTokenOf(token);
    if (held !== null && held !== stale && believed(token, now())) return [token, held];
    if (token.status === 'expired') throw signedOut();
    await beforeWork(untilAborted(refresher.refresh(tokenId), signal));
    const refreshed = present(roster.get(tokenId));
    const fresh = roster.accessTokenOf(refreshed);
    if (fresh === null) throw signedOut();
    return [refreshed, fresh];
  }

  return async (tokenId, work, signal) => {
    const [token, accessToken] = await accessTokenOf(tokenId, null, signal);
    try {
      return await work(token, accessToken);
    } catch (cause) {
      if (!(cause instanceof ServiceError) || cause.code !== 'token_unauthorized') throw cause;
      const [again, fresh] = await accessTokenOf(tokenId, accessToken, signal);
      return work(again, fresh);
    }
  };
}

/**
 * What failed before the work was even begun. A lost answer to a refresh is no lost answer to the work: whoever sees
 * the error may be sure that nothing of theirs was sent.
 */
export async function beforeWork<T>(preparing: Promise<T>): Promise<T> {
  try {
    return await preparing;
  } catch (cause) {
    const { code, message, retryAfterMs, reason, upstreamStatus } = ServiceError.from(cause);
    throw new ServiceError(code, message, { retryAfterMs, reason, upstreamStatus, outcome: 'not-sent', cause });
  }
}

/** Waits no longer than the caller does; what is shared goes on for the others. */
export function untilAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  return new Promise((resolve, reject) => {
    void shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    const leave = () => reject(calledOff(signal.reason));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** Who calls work off may say why. */
function calledOff(reason: unknown): ServiceError {
  return reason instanceof ServiceError
    ? reason
    : new ServiceError('cancelled', 'The work was called off.', { cause: reason });
}

/** Whether an access token is worth trying: it is before its end, or fresh from an upstream whose clock differs from ours. */
function believed({ accessTokenExpiresAt, lastRefreshAt }: Token, now: number): boolean {
  return (accessTokenExpiresAt ?? 0) > now || now - (lastRefreshAt ?? 0) < FRESH_MS;
}

function present(token: Token | undefined): Token {
  if (token === undefined) throw new ServiceError('token_expired', 'The account was removed from the pool.');
  return token;
}

function signedOut(): ServiceError {
  return new ServiceError('token_expired', 'The account is signed out of Flow. Update its session token.');
}
