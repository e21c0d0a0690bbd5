import type { Database } from '../database/database.ts';
import { MINUTE_MS } from './request-stats.ts';
import { BATCH, createRequestTrimming } from './request-trimming.ts';

/** Clears the log of requests by age, as an operator asks for it. */
export function createRequestClearing(database: Database) {
  const { bodiesBefore, logsBefore, statsBefore } = createRequestTrimming(database);

  return {
    /** How many requests ended before a time, Unix milliseconds. */
    async countBefore(time: number): Promise<number> {
      const query = database.read.selectFrom('RequestLog').select((eb) => eb.fn.countAll<number>().as('count'));
      return Number((await query.where('at', '<', time).executeTakeFirstOrThrow()).count);
    },

    /**
     * Removes them with their bodies and their counters. The minute in which `time` lies keeps its counters, which are
     * of later requests as well. Resolves with how many there were.
     */
    async clearBefore(time: number): Promise<number> {
      await all(() => bodiesBefore(time));
      await all(() => statsBefore(Math.floor(time / MINUTE_MS) * MINUTE_MS));
      return all(() => logsBefore(time));
    },
  };
}

async function all(removeSome: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (;;) {
    const some = await removeSome();
    removed += some;
    if (some < BATCH) return removed;
  }
}
