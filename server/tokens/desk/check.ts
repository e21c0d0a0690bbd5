import type { Tier } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { FlowClient } from '../../flow/types.ts';
import type { Roster, Upstream } from '../roster.ts';
import { readProxyUrl, readSecret } from './account-input.ts';
import { asTried } from './tried.ts';

/** What a session token opens. */
export interface Checked {
  email: string;
  name: string | null;
  /** Null when the balance could not be read now. */
  credits: number | null;
  tier: Tier | null;
  /** When the session ends, as the upstream states it. */
  expiresAt: number;
  /** The token of the pool that this account is already; `sameSecret`: with this very session token. */
  known: { tokenId: number; email: string; name: string | null; sameSecret: boolean } | null;
}

export interface CheckDeps {
  roster: Roster;
  flowFor(where: { upstream: Upstream; proxyUrl: string | null }): FlowClient;
}

/** Tries session tokens and stores nothing. */
export function createCheck({ roster, flowFor }: CheckDeps) {
  function knownAs(email: string, holder: Token | undefined): Checked['known'] {
    const token = roster.findByEmail('flow', email) ?? holder;
    if (token === undefined) return null;
    return { tokenId: token.id, email: token.email, name: token.name, sameSecret: token.id === holder?.id };
  }

  /** @throws ServiceError `token_expired` for one that opens nothing; others when it could not be tried */
  return async (given: string, proxyUrl: string | null = null): Promise<Checked> => {
    const sessionToken = readSecret(given);
    const flow = flowFor({ upstream: 'flow', proxyUrl: readProxyUrl(proxyUrl) });
    try {
      const { email, name, expiresAt, accessToken } = await flow.session(sessionToken);
      if (email === '') throw new ServiceError('token_expired', 'The session names no account.');
      const balance = await flow.credits(accessToken).catch(() => null);
      const known = knownAs(email, roster.findBySessionToken('flow', sessionToken));
      return { email, name, expiresAt, credits: balance?.credits ?? null, tier: balance?.tier ?? null, known };
    } catch (cause) {
      throw asTried(cause);
    }
  };
}
