import type { Logger } from 'pino';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { FlowClient } from '../../flow/types.ts';
import type { DueQueue } from '../due-queue.ts';
import type { Refresher } from '../refresh.ts';
import { REVIVED, type Roster } from '../roster.ts';
import { WRONG_KEY } from '../vault.ts';

export interface RevivalDeps {
  roster: Roster;
  refresher: Pick<Refresher, 'refresh'>;
  flowOf(token: Token): FlowClient;
  due: DueQueue;
  now(): number;
  random(): number;
  log: Pick<Logger, 'info'>;
}

const MINUTE_MS = 60_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;
/** So many accounts lost in so short a time, or the last one, are rather the upstream's fault than theirs. */
const MANY = 3;
const AT_ONCE_MS = 30_000;
const SOON_MS = 5_000;
/** Of accounts that were lost together so many find out for all, at this gap, for as long as an outage may last. */
const SCOUTS = 3;
const SCOUT_GAP_MS = 15_000;
const SCOUTING_MS = 20 * MINUTE_MS;
/** What is left to say of an account that is being asked at this moment. */
const AT_ONCE_AGAIN_MS = 1_000;
/** So often an account is asked within minutes of its loss. From then on it is rather its operator who has to act. */
const SOON_TRIES = 2;

/**
 * Asks accounts that the pool has put out, now and then and ever more rarely, whether they work again: with calls that cost
 * nothing. So a mistake, or an outage that looks like the accounts' own fault, mends itself.
 */
export function createRevival({ roster, refresher, flowOf, due, now, random, log }: RevivalDeps) {
  /** How often an account was asked in vain since it was put out. */
  const asked = new Map<number, number>();
  let lost: { tokenId: number; at: number }[] = [];
  /** Accounts that were lost together, and since when: the first of them find out whether that was an outage. */
  const together = new Map<number, number>();

  function plan(token: Token): void {
    const times = timesOf(token.id);
    const delayMs = isScout(token.id)
      ? Math.min(SOON_MS * 1.5 ** times, SCOUT_GAP_MS)
      : Math.min(MINUTE_MS * 3 ** times, LONGEST_MS);
    due.set(keyOf(token.id), now() + delayMs * (1 - random() / 5), () => ask(token.id));
  }

  const timesOf = (tokenId: number) => asked.get(tokenId) ?? 0;

  function isScouted(tokenId: number): boolean {
    const since = together.get(tokenId);
    return since !== undefined && now() - since <= SCOUTING_MS;
  }

  const scouts = () => together.keys().take(SCOUTS);
  const isScout = (tokenId: number) => isScouted(tokenId) && scouts().some((id) => id === tokenId);

  /** When somebody is asked whose answer may bring an account back. */
  function nextTryOf(token: Token): number | null {
    if (!mayRevive(token)) return null;
    const isAskedSoon = isScouted(token.id) || timesOf(token.id) < SOON_TRIES;
    if (!isAskedSoon) return null;
    const whom = isScouted(token.id) ? [...scouts()] : [token.id];
    const soonest = Math.min(...whom.map((id) => due.dueAt(keyOf(id)) ?? now()));
    return Math.max(soonest, now() + AT_ONCE_AGAIN_MS);
  }

  /** One of those that were lost together works again, so the others may as well. */
  function followScout(tokenId: number): void {
    if (!together.delete(tokenId)) return;
    for (const id of together.keys()) {
      asked.delete(id);
      const token = roster.get(id);
      if (token !== undefined && mayRevive(token)) due.set(keyOf(id), now() + random() * SOON_MS, () => ask(id));
    }
    together.clear();
  }

  const lostLately = () => lost.filter(({ at }) => now() - at < AT_ONCE_MS);

  function replan(tokenId: number): void {
    const token = roster.get(tokenId);
    if (token !== undefined && mayRevive(token)) plan(token);
  }

  async function ask(tokenId: number): Promise<void> {
    const token = roster.get(tokenId);
    if (token === undefined || !mayRevive(token)) return;
    try {
      await refresher.refresh(tokenId);
      const accessToken = roster.accessTokenOf(roster.get(tokenId) ?? token);
      if (accessToken !== null) await flowOf(token).credits(accessToken);
    } catch (cause) {
      const error = ServiceError.from(cause);
      if (error.code === 'internal_error') throw cause;
      asked.set(tokenId, timesOf(tokenId) + 1);
      plan(token);
      return;
    }
    if (roster.get(tokenId) === undefined) return;
    log.info({ tokenId }, 'An account that was out of the pool works again');
    followScout(tokenId);
    await roster.update(tokenId, REVIVED, 'works again');
  }

  function forget({ id }: Token): void {
    asked.delete(id);
    together.delete(id);
    due.drop(keyOf(id));
  }

  function put(token: Token): void {
    if (!mayRevive(token)) {
      forget(token);
      return;
    }
    lost = [...lostLately(), { tokenId: token.id, at: now() }];
    if (lost.length < MANY && !nobodyLeft()) {
      plan(token);
      return;
    }
    // The first ones were taken for single cases.
    const first = together.size < SCOUTS ? lost.map(({ tokenId }) => tokenId) : [];
    for (const id of [...first, token.id]) if (!together.has(id)) together.set(id, now());
    for (const id of new Set([...first, token.id])) replan(id);
  }

  function nobodyLeft(): boolean {
    for (const { upstream, enabled, status } of roster.all()) {
      if (upstream === 'flow' && enabled && status === 'active') return false;
    }
    return true;
  }

  return {
    /**
     * When it may be known that an account which is out works again, Unix milliseconds; null when it is not out, when only the
     * operator can bring it back, and when that has become likely.
     */
    nextTryOf,

    /** Plans for those that are out already, and for each that is put out; returns how to stop. */
    start(): () => void {
      for (const token of roster.all()) if (mayRevive(token)) plan(token);
      const stopHearing = roster.onRemoved(forget);
      const stopFollowing = roster.onChange((token, previous) => {
        const same =
          previous !== null &&
          previous.status === token.status &&
          previous.enabled === token.enabled &&
          previous.sessionTokenHash === token.sessionTokenHash;
        if (!same) put(token);
      });
      return () => {
        stopHearing();
        stopFollowing();
      };
    },
  };
}

/** Only what the pool itself decided may be taken back by it. What waits for the operator waits. */
function mayRevive({ upstream, enabled, status, statusReason, consecutiveErrors }: Token): boolean {
  if (upstream !== 'flow' || !enabled || statusReason === WRONG_KEY) return false;
  return status === 'expired' || (status === 'disabled' && consecutiveErrors > 0);
}

const keyOf = (tokenId: number) => `revive ${tokenId}`;
