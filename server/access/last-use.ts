import type { Logger } from 'pino';
import type { Database, Transaction } from '../database/database.ts';

/** Starts `work` after `delayMs`; returns how to call it off. */
export type Schedule = (work: () => void, delayMs: number) => () => void;

export interface LastUseDeps {
  database: Database;
  /** Writes one time to where it belongs. */
  write(tx: Transaction, id: string, lastUsedAt: number): Promise<unknown>;
  /** What is used, for the log. */
  what: string;
  schedule: Schedule;
  now(): number;
  log: Pick<Logger, 'error'>;
}

/** How old a stored time of last use may be. */
const STORE_EVERY_MS = 60_000;

/** Notes when things were last used, at no cost for the request: at most one write a minute, for all together. */
export function createLastUse({ database, write, what, schedule, now, log }: LastUseDeps) {
  const unstored = new Map<string, number>();
  let callOff: (() => void) | null = null;

  async function store(): Promise<void> {
    callOff?.();
    callOff = null;
    const uses = [...unstored];
    unstored.clear();
    if (uses.length === 0) return;
    try {
      await database.commit(async (tx) => {
        for (const [id, lastUsedAt] of uses) await write(tx, id, lastUsedAt);
      });
    } catch (error) {
      log.error({ err: error }, `The last use of ${what} could not be stored`);
    }
  }

  return {
    note(id: string): void {
      unstored.set(id, now());
      callOff ??= schedule(() => void store(), STORE_EVERY_MS);
    },
    close: store,
  };
}
