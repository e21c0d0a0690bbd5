import type { Database } from '../database/database.ts';
import { BATCH, createRequestTrimming } from './request-trimming.ts';

export interface RetentionDeps {
  database: Database;
  /** Days that each log is kept. */
  days(): {
    events: number;
    requestLogs: number;
    requestBodies: number;
    generations: number;
    idempotencyKeys: number;
    uploads: number;
  };
  /** Most bytes of all bodies of requests together. */
  maxBodyBytes(): number;
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
  onError(cause: unknown): void;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
const BODY_BATCH = 50;
/** How long failed sign-ins are remembered, days: far longer than any of them blocks anybody. */
const SIGN_IN_DAYS = 31;

/** Trims old events, request logs with their bodies and counters, names of calls, uploads and ended jobs, a small batch at a time. */
export function createRetention({ database, days, maxBodyBytes, schedule, now, onError }: RetentionDeps) {
  let callOff = (): void => {};
  let closed = false;
  const { bodiesBefore, logsBefore, statsBefore } = createRequestTrimming(database);

  async function inBatches(removeSome: () => Promise<number>): Promise<void> {
    while (!closed && (await removeSome()) === BATCH);
  }

  const eventsBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = tx.selectFrom('Event').select('seq').where('at', '<', time).orderBy('at').limit(BATCH);
      const { numDeletedRows } = await tx.deleteFrom('Event').where('seq', 'in', old).executeTakeFirst();
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

  /** The oldest go first. Few at a time, since each may be large. */
  async function bodiesOver(limitBytes: number): Promise<void> {
    const { bytes } = await database.read
      .selectFrom('RequestBody')
      .select((eb) => eb.fn.sum<number>('bytes').as('bytes'))
      .executeTakeFirstOrThrow();
    let over = Number(bytes ?? 0) - limitBytes;
    while (!closed && over > 0) {
      const oldest = await database.read
        .selectFrom('RequestBody')
        .select(['requestId', 'bytes'])
        .orderBy('at')
        .limit(BODY_BATCH)
        .execute();
      const going: string[] = [];
      for (const body of oldest) {
        if (over <= 0) break;
        going.push(body.requestId);
        over -= body.bytes;
      }
      await database.commit((tx) => tx.deleteFrom('RequestBody').where('requestId', 'in', going).execute());
    }
  }

  const latencyStatsBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = await tx
        .selectFrom('LatencyStat')
        .select('hour')
        .where('hour', '<', time)
        .orderBy('hour')
        .limit(BATCH)
        .execute();
      const last = old.at(-1)?.hour ?? null;
      if (last !== null) await tx.deleteFrom('LatencyStat').where('hour', '<=', last).execute();
      return old.length;
    });

  const signInFailuresBefore = (time: number) =>
    database.commit(async (tx) => {
      const old = tx
        .selectFrom('SignInFailure')
        .select('subject')
        .where('lastAt', '<', time)
        .where('blockedUntil', '<', now())
        .limit(BATCH);
      const { numDeletedRows } = await tx.deleteFrom('SignInFailure').where('subject', 'in', old).executeTakeFirst();
      return Number(numDeletedRows);
    });

  async function trim(): Promise<void> {
    const keep = days();
    await inBatches(() => bodiesBefore(now() - keep.requestBodies * DAY_MS));
    await bodiesOver(maxBodyBytes());
    await inBatches(() => statsBefore(now() - keep.requestLogs * DAY_MS));
    await inBatches(() => latencyStatsBefore(now() - keep.generations * DAY_MS));
    await inBatches(() => signInFailuresBefore(now() - SIGN_IN_DAYS * DAY_MS));
    await inBatches(() => eventsBefore(now() - keep.events * DAY_MS));
    await inBatches(() => logsBefore(now() - keep.requestLogs * DAY_MS));
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
    /** Trims once more beside the usual times, because less is to be kept. */
    trimSoon(): void {
      trim().catch(onError);
    },
    close(): void {
      closed = true;
      callOff();
    },
  };
}
