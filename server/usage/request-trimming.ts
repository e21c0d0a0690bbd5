import type { Database } from '../database/database.ts';

/** Rows removed in one transaction, so that trimming never holds the database for long. */
export const BATCH = 500;

/**
 * Takes what is known of finished requests away: what ended before a time, Unix milliseconds, one batch at a time. Each
 * resolves with how many rows it removed; fewer than `BATCH` are the last.
 */
export function createRequestTrimming(database: Database) {
  return {
    logsBefore: (time: number) =>
      database.commit(async (tx) => {
        const old = tx.selectFrom('RequestLog').select('id').where('at', '<', time).orderBy('at').limit(BATCH);
        const { numDeletedRows } = await tx.deleteFrom('RequestLog').where('id', 'in', old).executeTakeFirst();
        return Number(numDeletedRows);
      }),

    bodiesBefore: (time: number) =>
      database.commit(async (tx) => {
        const old = tx.selectFrom('RequestBody').select('requestId').where('at', '<', time).orderBy('at').limit(BATCH);
        const { numDeletedRows } = await tx.deleteFrom('RequestBody').where('requestId', 'in', old).executeTakeFirst();
        return Number(numDeletedRows);
      }),

    /** Counters have no row number: a batch of them is what lies before a moment. */
    statsBefore: (time: number) =>
      database.commit(async (tx) => {
        const old = await tx
          .selectFrom('RequestStat')
          .select('minute')
          .where('minute', '<', time)
          .orderBy('minute')
          .limit(BATCH)
          .execute();
        const last = old.at(-1)?.minute ?? null;
        if (last !== null) await tx.deleteFrom('RequestStat').where('minute', '<=', last).execute();
        return old.length;
      }),
  };
}
