import type { Logger } from 'pino';
import type { Token } from '../../schema/entities/token.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Credits, FlowClient } from '../flow/types.ts';
import type { DueQueue } from './due-queue.ts';
import { retryDelayMs } from './refresh-times.ts';
import type { Roster } from './roster.ts';
import type { SignedIn } from './sign-in.ts';

export interface BalanceDeps {
  roster: Roster;
  signedIn: SignedIn;
  flowOf(token: Token): FlowClient;
  due: DueQueue;
  /** Whether an account waits for credits or for another tier, which nobody tells. */
  isShort(token: Token): boolean;
  now(): number;
  random(): number;
  log: Pick<Logger, 'warn'>;
}

/** Reads credits and tier of accounts in the background. A failure changes nothing and is tried again. */
export function createBalance({ roster, signedIn, flowOf, due, isShort, now, random, log }: BalanceDeps) {
  const reading = new Set<number>();
  const failures = new Map<number, number>();

  async function read(tokenId: number): Promise<void> {
    reading.add(tokenId);
    try {
      const seen = await signedIn(tokenId, (token, accessToken) => flowOf(token).credits(accessToken));
      failures.delete(tokenId);
      await keep(tokenId, seen);
    } catch (cause) {
      retry(tokenId, ServiceError.from(cause));
    } finally {
      reading.delete(tokenId);
    }
    watch(tokenId);
  }

  async function keep(tokenId: number, { credits, tier }: Credits): Promise<void> {
    const token = roster.get(tokenId);
    if (token === undefined || (token.credits === credits && token.tier === tier)) return;
    await roster.update(tokenId, { credits, tier }, BALANCE_CHANGED);
  }

  /** Looks again now and then at an account that is short of something. */
  function watch(tokenId: number): void {
    const token = roster.get(tokenId);
    if (token?.upstream !== 'flow' || !token.enabled || token.status !== 'active' || !isShort(token)) return;
    if (due.dueAt(keyOf(tokenId)) !== null) return;
    due.set(keyOf(tokenId), now() + SHORT_MS * (1 - random() / 5), () => read(tokenId));
  }

  function retry(tokenId: number, error: ServiceError): void {
    if (error.code === 'token_expired' || roster.get(tokenId) === undefined) return;
    const count = (failures.get(tokenId) ?? 0) + 1;
    failures.set(tokenId, count);
    log.warn(
      { tokenId, err: error, failures: count },
      'The credits of an account could not be read; trying again later',
    );
    due.set(keyOf(tokenId), now() + retryDelayMs(count, random(), error.retryAfterMs), () => read(tokenId));
  }

  return {
    /** Looks after those that are short already. */
    start(): void {
      for (const { id } of roster.all()) watch(id);
      roster.onRemoved(({ id }) => {
        due.drop(keyOf(id));
        failures.delete(id);
      });
    },
    /** Reads it at once, for somebody who waits for it. @throws ServiceError */
    async readNow(tokenId: number): Promise<void> {
      await keep(tokenId, await signedIn(tokenId, (token, accessToken) => flowOf(token).credits(accessToken)));
      watch(tokenId);
    },
    /** Reads the balance in `delayMs`, or sooner if that is planned already. One that is being read is not read twice. */
    readIn(tokenId: number, delayMs: number): void {
      const at = now() + delayMs;
      if (reading.has(tokenId) || (due.dueAt(keyOf(tokenId)) ?? Number.POSITIVE_INFINITY) <= at) return;
      due.set(keyOf(tokenId), at, () => read(tokenId));
    },
  };
}

/** How often the balance of an account is read that is short of something, up to a fifth sooner. */
const SHORT_MS = 15 * 60_000;

/** How a changed balance or tier is told. */
export const BALANCE_CHANGED = 'balance changed';

const keyOf = (tokenId: number) => `balance ${tokenId}`;
