import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';

/** Starts `work` after `delayMs`; returns how to call it off. */
export type Schedule = (work: () => void, delayMs: number) => () => void;

export interface LastUseDeps {
  database: Database;
  schedule: Schedule;
  now(): number;
  log: Pick<Logger, 'error'>;
}

/** How old the stored time of a key's last use may be. */
const STORE_EVERY_MS = 60_000;

/** Notes when keys were last used, at no cost for the request: at most one write a minute, for all keys together. */
export function createLastUse({ database, schedule, now, log }: LastUseDeps) {
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
        for (const [id, lastUsedAt] of uses) {
          await tx.updateTable('ApiKey').set({ lastUsedAt }).where('id', '=', id).execute();
        }
      });
    } catch (error) {
      log.error({ err: error }, 'The last use of API keys could not be stored');
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
