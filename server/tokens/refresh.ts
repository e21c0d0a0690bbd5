import type { Logger } from 'pino';
import type { Token } from '../../schema/entities/token.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { FlowClient, Session } from '../flow/types.ts';
import type { DueQueue } from './due-queue.ts';
import { refreshDueAt, retryDelayMs } from './refresh-times.ts';
import type { Roster } from './roster.ts';

export interface RefreshDeps {
  roster: Roster;
  flowOf(token: Token): FlowClient;
  due: DueQueue;
  /** Told after each success, for instance to read the balance with the fresh access token. */
  onRefreshed(tokenId: number): void;
  now(): number;
  random(): number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** How long the outcome of a failed refresh answers for the next ones, so that an outage is not hammered by every request. */
const HOLD_MS = 2_000;

export type Refresher = ReturnType<typeof createRefresher>;

/**
 * Keeps access tokens alive. One refresh per token at a time, whoever asks; in the background an hour before the end.
 * Only a session call that yields no access token says that an account is signed out: network trouble, 429 and 5xx are
 * tried again later and change nothing.
 */
export function createRefresher({ roster, flowOf, due, onRefreshed, now, random, log }: RefreshDeps) {
  const running = new Map<number, Promise<void>>();
  const failures = new Map<number, Failure>();
  let closed = false;

  /** @throws ServiceError `token_expired` when the account is signed out; anything else is not the account's fault */
  function refresh(tokenId: number): Promise<void> {
    if (closed) return Promise.reject(new ServiceError('shutting_down', 'The server is stopping. Try again.'));
    const failure = failures.get(tokenId);
    if (failure !== undefined && isHeld(failure, now())) return Promise.reject(failure.error);
    const shared = running.get(tokenId) ?? ask(tokenId).finally(() => running.delete(tokenId));
    running.set(tokenId, shared);
    return shared;
  }

  async function ask(tokenId: number): Promise<void> {
    const token = roster.get(tokenId);
    if (token === undefined) throw new ServiceError('token_expired', 'The account is no longer in the pool.');
    try {
      await keep(token, await flowOf(token).session(roster.sessionTokenOf(token)));
      failures.delete(tokenId);
      onRefreshed(tokenId);
    } catch (cause) {
      // A new session token was put in meanwhile, with an access token of its own: what became of the old one is no matter.
      if (roster.get(tokenId)?.sessionTokenHash !== token.sessionTokenHash) return;
      const error = ServiceError.from(cause);
      await failed(token, error);
      throw error;
    }
  }

  /** Stores what a session call gave, unless somebody put a new session token in while it ran. */
  async function keep(asked: Token, { accessToken, expiresAt, sessionToken }: Session): Promise<void> {
    if (roster.get(asked.id)?.sessionTokenHash !== asked.sessionTokenHash) return;
    const access = { accessToken: roster.seal(accessToken), accessTokenExpiresAt: expiresAt, lastRefreshAt: now() };
    if (sessionToken === null) {
      await roster.update(asked.id, access, 'access token refreshed');
      return;
    }
    const session = roster.sealSession(asked.upstream, sessionToken);
    await roster.update(asked.id, { ...access, ...session }, 'access token refreshed, session token rotated');
  }

  async function failed(token: Token, error: ServiceError): Promise<void> {
    const tokenId = token.id;
    if (error.code === 'token_expired') {
      if (roster.get(tokenId)?.status === 'expired') return;
      log.warn({ tokenId }, 'An account is signed out: its session token has ended and must be renewed');
      await roster.markExpired(tokenId, 'The session token has ended. Sign in to Flow again and update the token.');
      return;
    }
    const count = (failures.get(tokenId)?.count ?? 0) + 1;
    failures.set(tokenId, { count, at: now(), error });
    const delayMs = retryDelayMs(count, random(), error.retryAfterMs);
    log.warn(
      { tokenId, err: error, failures: count, retryInMs: Math.round(delayMs) },
      'An access token could not be refreshed; the account is kept and asked again later',
    );
    if (keptAlive(token)) due.set(keyOf(tokenId), now() + delayMs, () => refreshQuietly(tokenId));
  }

  /** In the background a failure has been logged and planned again; only what should not happen is passed on. */
  async function refreshQuietly(tokenId: number): Promise<void> {
    await refresh(tokenId).catch((error: ServiceError) => {
      if (error.code === 'internal_error') throw error.cause;
    });
  }

  function plan(token: Token): void {
    if (!keptAlive(token)) due.drop(keyOf(token.id));
    else due.set(keyOf(token.id), refreshDueAt(token, now(), random()), () => refreshQuietly(token.id));
  }

  return {
    refresh,

    /** Plans the refresh of every token, now and whenever one changes; returns how to stop. */
    start(): () => void {
      for (const token of roster.all()) plan(token);
      const stopHearing = roster.onRemoved(({ id }) => {
        due.drop(keyOf(id));
        failures.delete(id);
      });
      const stopFollowing = roster.onChange((token, previous) => {
        if (previous?.sessionTokenHash !== token.sessionTokenHash) failures.delete(token.id);
        if (planChanged(token, previous)) plan(token);
      });
      return () => {
        stopHearing();
        stopFollowing();
      };
    },

    /**
     * Waits for the refreshes that run, and for those begun meanwhile: the cookie that an answer brings must not be lost.
     * From then on none is begun.
     */
    async close(): Promise<void> {
      while (running.size > 0) await Promise.allSettled(running.values());
      closed = true;
    },
  };
}

interface Failure {
  /** How many in a row. */
  count: number;
  at: number;
  error: ServiceError;
}

/** Whether a failure still answers for the next refresh. One that lies ahead was before the clock was set back, so it is over. */
function isHeld({ at }: Failure, now: number): boolean {
  return at <= now && now - at < HOLD_MS;
}

/** Sandbox accounts are refreshed only when they are used: nobody signs them out, and often nobody uses them. */
function keptAlive(token: Token): boolean {
  return token.upstream === 'flow' && token.enabled && token.status === 'active';
}

const keyOf = (tokenId: number) => `refresh ${tokenId}`;

function planChanged(token: Token, previous: Token | null): boolean {
  if (previous === null) return true;
  return (['accessTokenExpiresAt', 'lastRefreshAt', 'enabled', 'status'] as const).some(
    (column) => token[column] !== previous[column],
  );
}
