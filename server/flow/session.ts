import { ServiceError } from '../../schema/errors.ts';
import type { Exchange, WireReply } from './exchange.ts';
import { isSuccess, labsError, parsed } from './read-reply.ts';
import { sessionReply } from './replies.ts';
import { cookieOf, rotatedToken } from './session-cookie.ts';
import type { Session } from './types.ts';

/** Assumed life of an access token when the answer does not state an end. @see docs/wire.md, §2 */
const ACCESS_TOKEN_LIFE_MS = 3_600_000;

export interface SessionDeps {
  exchange: Exchange;
  labsBaseUrl: string;
  now: () => number;
}

interface Answer {
  /** Null when the answer gives no access token, or one that Google no longer renews. */
  session: Omit<Session, 'sessionToken'> | null;
  error: string | null;
  rotated: string | null;
}

/**
 * Exchanges a session token for an access token. An answer that is past its own end, or gives no token, and that rotates the
 * cookie is asked for once more with the new cookie. @see docs/wire.md, §2
 */
export function createSessionCall({ exchange, labsBaseUrl, now }: SessionDeps) {
  return async (sessionToken: string, signal?: AbortSignal): Promise<Session> => {
    const first = await ask(sessionToken, signal);
    if (first.rotated === null || isUsable(first)) return conclude(first, first.rotated);
    const second = await askAgain(first.rotated, signal);
    // The second try failed for a reason that says nothing about the cookie: keep what the first one gave.
    if (second === null) return conclude(first, first.rotated);
    return conclude(second, second.rotated ?? first.rotated);
  };

  async function ask(sessionToken: string, signal?: AbortSignal): Promise<Answer> {
    const url = `${labsBaseUrl}/auth/session`;
    const headers = { cookie: cookieOf(sessionToken) };
    const read = (reply: WireReply) => {
      const answer = readAnswer(reply, now());
      return answer.rotated === sessionToken ? { ...answer, rotated: null } : answer;
    };
    return exchange({ call: 'session', kind: 'session', method: 'GET', url, headers }, read, signal);
  }

  async function askAgain(rotated: string, signal?: AbortSignal): Promise<Answer | null> {
    try {
      return await ask(rotated, signal);
    } catch (cause) {
      const error = ServiceError.from(cause);
      // The rotated cookie must reach the caller to be stored, so a failure of Google's or of the network ends here.
      if (error.fault === 'upstream' || error.code === 'proxy_failed') return null;
      throw error;
    }
  }

  function isUsable({ session }: Answer): boolean {
    return session !== null && session.expiresAt > now();
  }
}

function readAnswer(reply: WireReply, now: number): Answer {
  if (!isSuccess(reply)) throw labsError(reply, now);
  const { user, expires, access_token: accessToken, error } = parsed(reply.json, sessionReply);
  const rotated = rotatedToken(reply.headers['set-cookie']);
  if (!accessToken || error) return { session: null, error: error ?? null, rotated };
  if (!user?.email) {
    throw new ServiceError('upstream_malformed', 'Google gave an access token without saying whose it is.', {
      outcome: 'unknown',
    });
  }
  const statedEnd = Date.parse(expires ?? '');
  const expiresAt = Number.isNaN(statedEnd) ? now + ACCESS_TOKEN_LIFE_MS : statedEnd;
  return { session: { accessToken, expiresAt, email: user.email, name: user.name || null }, error: null, rotated };
}

function conclude({ session, error }: Answer, rotated: string | null): Session {
  if (session !== null) return { ...session, sessionToken: rotated };
  const message =
    error === null
      ? 'The session token of this account has ended. Sign in to Flow again and update it.'
      : 'Google no longer renews the sign-in behind this session token. Sign in to Flow again and update it.';
  throw new ServiceError('token_expired', message, { reason: error ?? undefined, outcome: 'refused' });
}
