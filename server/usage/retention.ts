import type { Database } from '../database/database.ts';

export interface RetentionDeps {
  database: Database;
  /** Days that each log is kept. */
  days(): { events: number; requestLogs: number; generations: number; idempotencyKeys: number; uploads: number };
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
  onError(cause: unknown): void;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
/** Rows removed in one transaction, so that trimming never holds the database for long. */
const BATCH = 500;

/** Trims old events, request logs, names of calls, uploads and ended jobs, a small batch at a time. */
export function createRetention({ database, days, schedule, now, onError }: RetentionDeps) {
  let callOff = (): void => {};
  let closed = false;

  async function inBatches(removeSome: () => Promise<number>): Promise<void> {
    while (!closed && (await removeSome()) === BATCH);
  }

  const eventsBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = tx.selectFrom('Event').select('seq').where('at', '<', time).orderBy('at').limit(BATCH);
      const { numDeletedRows } = await tx.deleteFrom('Event').where('seq', 'in', old).executeTakeFirst();
      return Number(numDeletedRows);
    });

  const requestLogsBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = tx.selectFrom('RequestLog').select('id').where('at', '<', time).orderBy('at').limit(BATCH);
      const { numDeletedRows } = await tx.deleteFrom('RequestLog').where('id', 'in', old).executeTakeFirst();
      return Number(numDeletedRows);
    });

  const generationsBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = tx
        .selectFrom('Generation')
        .select('id')
        .where('createdAt', '<', time)
        .where('completedAt', 'is not', null)
        .orderBy('createdAt')
        .limit(BATCH);
      const { numDeletedRows } = await tx.deleteFrom('Generation').where('id', 'in', old).executeTakeFirst();
      return Number(numDeletedRows);
    });

  const idempotencyKeysBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = tx
        .selectFrom('IdempotencyKey')
        .select(['apiKeyId', 'key'])
        .where('createdAt', '<', time)
        .orderBy('createdAt')
        .limit(BATCH);
      let removed = 0;
      for (const { apiKeyId, key } of await old.execute()) {
        await tx.deleteFrom('IdempotencyKey').where('apiKeyId', '=', apiKeyId).where('key', '=', key).execute();
        removed += 1;
      }
      return removed;
    });

  /** Those of accounts that are gone, too. */
  const uploadsBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = await tx
        .selectFrom('Upload')
        .select(['tokenId', 'sha256', 'aspectRatio', 'projectId'])
        .where((upload) =>
          upload.or([
            upload('uploadedAt', '<', time),
            upload('tokenId', 'not in', upload.selectFrom('Token').select('id')),
          ]),
        )
        .limit(BATCH)
        .execute();
      for (const { tokenId, sha256, aspectRatio, projectId } of old) {
        const of = tx.deleteFrom('Upload').where('tokenId', '=', tokenId).where('sha256', '=', sha256);
        await of.where('aspectRatio', '=', aspectRatio).where('projectId', '=', projectId).execute();
      }
      return old.length;
    });

  async function trim(): Promise<void> {
    const keep = days();
    await inBatches(() => eventsBefore(now() - keep.events * DAY_MS));
    await inBatches(() => requestLogsBefore(now() - keep.requestLogs * DAY_MS));
    await inBatches(() => idempotencyKeysBefore(now() - keep.idempotencyKeys * DAY_MS));
    await inBatches(() => uploadsBefore(now() - keep.uploads * DAY_MS));
    await inBatches(() => generationsBefore(now() - keep.generations * DAY_MS));
  }

  function trimThenAgain(): void {
    trim()
      .catch(onError)
      .finally(() => {
        if (!closed) callOff = schedule(trimThenAgain, EVERY_MS);
      });
  }

  return {
    trim,
    start: trimThenAgain,
    close(): void {
      closed = true;
      callOff();
    },
  };
}
