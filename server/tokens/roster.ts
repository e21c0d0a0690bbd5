import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Token } from '../../schema/entities/token.ts';
import { appendEvent, type Database, type Transaction } from '../database/database.ts';
import type { Schedule } from './due-queue.ts';
import { createTokenWrites, type TokenPatch } from './token-writes.ts';
import { type Vault, VaultError, WRONG_KEY } from './vault.ts';

export type Upstream = 'flow' | 'sandbox';

/** What a new row needs; the rest has defaults. */
export type NewToken = Pick<Token, 'email' | 'upstream' | 'sessionToken' | 'sessionTokenHash'> & TokenPatch;

/** Told after the memory has changed, before the change is stored. `previous` is null for a new token. */
export type TokenListener = (token: Token, previous: Token | null) => void;

export interface RosterDeps {
  database: Database;
  vault: Vault;
  schedule: Schedule;
  now(): number;
  log: Pick<Logger, 'error'>;
}

export type Roster = Awaited<ReturnType<typeof openRoster>>;

/**
 * All tokens, in memory, as they are stored. Rows are read once, at the start; secrets stay sealed until they are asked
 * for. Every change is seen at once by whoever asks, and stored together with its `token-changed` event.
 */
export async function openRoster({ database, vault, schedule, now, log }: RosterDeps) {
  const tokens = new Map<number, Token>();
  const byEmail = new Map<string, number>();
  const byHash = new Map<string, number>();
  const counts = { flow: 0, sandbox: 0 };
  const listeners = new Set<TokenListener>();
  const removalListeners = new Set<(token: Token) => void>();
  const writes = createTokenWrites({ database, schedule, log, tokenOf: (id) => tokens.get(id) });

  // Never used and longest unused first, so that the pool goes on rotating where it stopped. Databases differ in where nulls go.
  const rows = await database.read
    .selectFrom('Token')
    .selectAll()
    .orderBy('lastUsedAt', (order) => order.asc().nullsFirst())
    .orderBy('id')
    .execute();
  const unreadable = new Set(rows.filter((row) => !canOpen(vault, row)));
  for (const row of rows) remember(unreadable.has(row) ? { ...row, ...UNREADABLE } : row);
  if (unreadable.size > 0) log.error({ tokens: unreadable.size }, UNREADABLE.statusReason);

  function remember(token: Token): void {
    const upstream: Upstream = token.upstream;
    if (!tokens.has(token.id)) counts[upstream] += 1;
    tokens.set(token.id, token);
    byEmail.set(emailKey(token.upstream, token.email), token.id);
    byHash.set(token.sessionTokenHash, token.id);
  }

  function forget(token: Token): void {
    byEmail.delete(emailKey(token.upstream, token.email));
    byHash.delete(token.sessionTokenHash);
  }

  function dismiss(token: Token): void {
    const upstream: Upstream = token.upstream;
    if (tokens.delete(token.id)) counts[upstream] -= 1;
    forget(token);
  }

  function change(id: number, patch: TokenPatch, what: string | null): Token {
    const previous = known(id);
    const token = { ...previous, ...patch, updatedAt: now() };
    if (token.email !== previous.email || token.sessionTokenHash !== previous.sessionTokenHash) forget(previous);
    remember(token);
    writes.gather(token, Object.keys(patch) as (keyof TokenPatch)[], what);
    for (const listener of listeners) listener(token, previous);
    return token;
  }

  function known(id: number): Token {
    const token = tokens.get(id);
    if (token === undefined) throw new Error(`There is no token ${id}.`);
    return token;
  }

  async function update(id: number, patch: TokenPatch, what: string): Promise<Token> {
    const token = change(id, patch, what);
    await writes.store(id);
    return token;
  }

  return {
    get: (id: number): Token | undefined => tokens.get(id),
    all: (): IterableIterator<Token> => tokens.values(),
    /** How many there are of an upstream, in whatever state. */
    count: (upstream: Upstream): number => counts[upstream],

    /** The account with this address, whatever its case. */
    findByEmail(upstream: Upstream, email: string): Token | undefined {
      return tokens.get(byEmail.get(emailKey(upstream, email)) ?? -1);
    },
    findBySessionToken(upstream: Upstream, sessionToken: string): Token | undefined {
      return tokens.get(byHash.get(sessionTokenHash(upstream, sessionToken)) ?? -1);
    },

    /** @throws VaultError */
    sessionTokenOf: (token: Token): string => vault.open(token.sessionToken),
    /** @throws VaultError */
    accessTokenOf: (token: Token): string | null => (token.accessToken === null ? null : vault.open(token.accessToken)),
    /** @throws VaultError */
    proxyOf: (token: Token): string | null => (token.proxyUrl === null ? null : vault.open(token.proxyUrl)),

    /** Columns that hold a session token: sealed, and the digest that tells a duplicate. */
    sealSession(upstream: Upstream, sessionToken: string): Pick<Token, 'sessionToken' | 'sessionTokenHash'> {
      return {
        sessionToken: vault.seal(sessionToken),
        sessionTokenHash: sessionTokenHash(upstream, sessionToken),
      };
    },
    seal: vault.seal,

    /** Stores a new token; it is in the pool once that is committed. */
    async add(row: NewToken, what: string): Promise<Token> {
      const at = now();
      const token = await database.commit(async (tx) => {
        const added = await tx
          .insertInto('Token')
          .values({ ...DEFAULTS, ...row, createdAt: at, updatedAt: at })
          .returningAll()
          .executeTakeFirstOrThrow();
        await appendEvent(tx, { type: 'token-changed', tokenId: added.id, status: added.status, what }, at);
        return added;
      });
      remember(token);
      for (const listener of listeners) listener(token, null);
      return token;
    },

    /** Changes a token at once; resolves when the change and its event (`what`, in plain words) are committed. */
    update,

    /** Changes a token at once; it is stored soon, together with other small changes. Without `what` no event is written. */
    note(id: number, patch: TokenPatch, what: string | null = null): void {
      change(id, patch, what);
      writes.storeSoon();
    },

    /**
     * Notes that a token was used. This happens with every job and concerns no listener, so it alone changes the token in
     * place instead of making a new one.
     */
    used(id: number, at: number): void {
      const token = known(id);
      token.lastUsedAt = at;
      writes.gather(token, USED, null);
      writes.storeSoon();
    },

    /** What the operator wants. Switching on also clears what the pool held against the token. */
    setEnabled(id: number, enabled: boolean): Promise<Token> {
      const revived = known(id).status === 'disabled' ? REVIVED : {};
      return update(id, enabled ? { enabled, ...revived } : { enabled }, enabled ? 'switched on' : 'switched off');
    },

    /** The session token is dead: only a new one brings the account back. Its access token may still live for running jobs. */
    markExpired(id: number, reason: string): Promise<Token> {
      return update(id, { status: 'expired', statusReason: reason }, 'signed out');
    },

    /**
     * Takes a token out for good, at once, with the rows of its leases and its health. Resolves once that and its last event
     * are committed; when they cannot be, the token is back.
     */
    async remove(id: number): Promise<void> {
      const token = known(id);
      const restore = writes.drop(id);
      dismiss(token);
      for (const listener of removalListeners) listener(token);
      try {
        await database.commit((tx) => deleteRows(tx, id, now()));
      } catch (cause) {
        remember(token);
        restore();
        for (const listener of listeners) listener(token, null);
        throw cause;
      }
    },

    /** Hears of every token that is taken out, at once, until the returned function is called. Listeners must not throw. */
    onRemoved(listener: (token: Token) => void): () => void {
      removalListeners.add(listener);
      return () => removalListeners.delete(listener);
    },

    /** Hears of every change until the returned function is called. Listeners must not throw. */
    onChange(listener: TokenListener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Stores everything that still waits. */
    close: writes.close,
  };
}

/** What the pool saw is forgotten: the account starts afresh. */
export const REVIVED = { status: 'active', statusReason: null, consecutiveErrors: 0, lastError: null } as const;

/** Its last event is the last that is told of it. */
async function deleteRows(tx: Transaction, id: number, at: number): Promise<void> {
  await tx.deleteFrom('Lease').where('tokenId', '=', id).execute();
  await tx.deleteFrom('TokenHealth').where('tokenId', '=', id).execute();
  await tx.deleteFrom('Token').where('id', '=', id).execute();
  await appendEvent(tx, { type: 'token-changed', tokenId: id, status: 'deleted', what: 'deleted' }, at);
}

const USED = ['lastUsedAt'] as const;

/**
 * A token that was sealed with another key is out of the pool until the key or a new session token is put in. This is
 * never stored by itself: with the former key back, the account is what it was.
 */
const UNREADABLE = { status: 'expired', statusReason: WRONG_KEY, accessToken: null, proxyUrl: null } as const;

function canOpen(vault: Vault, row: Token): boolean {
  try {
    for (const sealed of [row.sessionToken, row.accessToken, row.proxyUrl]) if (sealed !== null) vault.open(sealed);
    return true;
  } catch (cause) {
    if (cause instanceof VaultError) return false;
    throw cause;
  }
}

const DEFAULTS = {
  name: null,
  remark: null,
  accessToken: null,
  accessTokenExpiresAt: null,
  enabled: true,
  status: 'active',
  statusReason: null,
  credits: 0,
  tier: 'PAYGATE_TIER_NOT_PAID',
  projectId: null,
  projectTitle: null,
  imageEnabled: true,
  videoEnabled: true,
  imageConcurrency: null,
  videoConcurrency: null,
  proxyUrl: null,
  consecutiveErrors: 0,
  lastError: null,
  lastUsedAt: null,
  lastRefreshAt: null,
} as const satisfies TokenPatch;

const emailKey = (upstream: Upstream, email: string) => `${upstream}:${email.toLowerCase()}`;

/** Session tokens are long and random, so a plain digest gives nothing away. */
function sessionTokenHash(upstream: Upstream, sessionToken: string): string {
  return createHash('sha256').update(`${upstream}:${sessionToken}`).digest('hex');
}
