import type { Ids } from './ids.ts';
import type { AccessTokenRecord, AccountRecord } from './state/records.ts';
import type { Store } from './state/store.ts';

/** A token with less than this share of its life left is not handed out again. */
const WORN_OUT = 0.1;

/** The bearer tokens that sessions gave out, and how long they still work. */
export function createAccessTokens({ store, ids, now }: { store: Store; ids: Ids; now(): number }) {
  const { accessToken: records, account: accounts } = store.tables;
  const tokensByEmail = new Map<string, Set<string>>();
  for (const [token, { email }] of records) tokensOf(email).add(token);

  function tokensOf(email: string): Set<string> {
    const known = tokensByEmail.get(email);
    if (known) return known;
    const fresh = new Set<string>();
    tokensByEmail.set(email, fresh);
    return fresh;
  }

  /** Expired tokens are remembered as long as they were valid, so that they are refused as expired and not as unknown. */
  function dropDead(email: string): void {
    const lifeMs = (accounts.get(email)?.accessTokenSeconds ?? 0) * 1000;
    for (const token of tokensOf(email)) {
      if ((records.get(token)?.expiresAt ?? 0) + lifeMs > now()) continue;
      tokensOf(email).delete(token);
      store.remove('accessToken', token);
    }
  }

  return {
    /** The token that the account's session holds: the last one while it has life left, else a new one. */
    current: ({ email, accessTokenSeconds }: AccountRecord): string => {
      const lifeMs = accessTokenSeconds * 1000;
      const last = [...tokensOf(email)].at(-1);
      const expiresAt = (last !== undefined && records.get(last)?.expiresAt) || 0;
      if (last !== undefined && expiresAt - now() > lifeMs * WORN_OUT) return last;
      dropDead(email);
      const token = ids.accessToken();
      tokensOf(email).add(token);
      store.put('accessToken', token, { email, expiresAt: now() + lifeMs });
      return token;
    },
    find: (token: string): AccessTokenRecord | undefined => records.get(token),
    /** Refuses all of the account's tokens from now on. */
    revoke: (email: string): void => {
      for (const token of tokensOf(email)) store.remove('accessToken', token);
      tokensOf(email).clear();
    },
    countLive: (email: string): number =>
      [...tokensOf(email)].filter((token) => (records.get(token)?.expiresAt ?? 0) > now()).length,
  };
}
