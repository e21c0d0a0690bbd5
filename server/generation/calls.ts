import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { CreateCall, CreatedJobs, JobView } from '../../schema/generation.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { CallIdentity } from './create-jobs.ts';
import { createRepeats } from './repeats.ts';

/** How long a named call is replayed. */
export const REPLAY_DAYS = 1;
const REPLAY_MS = REPLAY_DAYS * 24 * 60 * 60 * 1000;

export interface CallsDeps {
  database: Database;
  /** The jobs of an earlier call as they stand, in their order; none when they are no longer kept. */
  jobsOf(callId: string): Promise<readonly JobView[]>;
  /** Whether there were some, and their owner has deleted them. */
  wereDeleted(callId: string): Promise<boolean>;
  joinWindowMs(): number;
  /** Whether a call is joined although somebody still waits for it. */
  joinIdentical(): boolean;
  now(): number;
  newCallId(): string;
}

type Within = (tx: Transaction, callId: string) => Promise<void>;
type MakeJobs = (identity: CallIdentity) => Promise<readonly JobView[]>;

/**
 * Sees to it that a call which is repeated is carried out once: by the name its caller gave it (`Idempotency-Key`), or, for
 * a caller who gave none, by what it asks for, when the first one was never answered.
 * @see docs/jobs.md, "The same call twice"
 */
export function createCalls({ database, jobsOf, wereDeleted, joinWindowMs, joinIdentical, now, newCallId }: CallsDeps) {
  /** Named calls whose jobs are being made, by key and name. */
  const making = new Map<string, Promise<CreatedJobs>>();
  /** Calls without a name whose jobs are being made, by key and content: several may want the same. */
  const preparing = new Map<string, Set<Promise<CreatedJobs>>>();
  const repeats = createRepeats({ windowMs: joinWindowMs, joinsHeld: joinIdentical, now });

  async function make(apiKeyId: string, { fingerprint }: CreateCall, work: MakeJobs, within: Within = nothing) {
    const callId = newCallId();
    const jobs = await work({ callId, fingerprint, within: (tx) => within(tx, callId) }).catch((cause: unknown) => {
      repeats.refused({ apiKeyId, fingerprint });
      throw cause;
    });
    repeats.begun({ callId, apiKeyId, fingerprint });
    return { callId, jobs, joined: false };
  }

  async function joined(callId: string): Promise<CreatedJobs | null> {
    const jobs = await jobsOf(callId);
    return jobs.some(isWorthJoining) ? { callId, jobs, joined: true } : null;
  }

  async function unnamed(apiKeyId: string, call: CreateCall, work: MakeJobs): Promise<CreatedJobs> {
    const content = `${apiKeyId} ${call.fingerprint}`;
    // What it repeats may still be bringing in its pictures: how that went decides what is joined.
    if (joinWindowMs() > 0 && (call.isRetry || joinIdentical())) await Promise.allSettled(preparing.get(content) ?? []);
    const callId = repeats.join(apiKeyId, call);
    const earlier = callId === null ? null : await joined(callId);
    return earlier ?? whilePrepared(content, make(apiKeyId, call, work));
  }

  async function whilePrepared(content: string, making: Promise<CreatedJobs>): Promise<CreatedJobs> {
    const same = preparing.get(content) ?? new Set();
    preparing.set(content, same.add(making));
    try {
      return await making;
    } finally {
      same.delete(making);
      if (same.size === 0) preparing.delete(content);
    }
  }

  async function named(apiKeyId: string, key: string, call: CreateCall, work: MakeJobs): Promise<CreatedJobs> {
    const stored = await database.read
      .selectFrom('IdempotencyKey')
      .selectAll()
      .where('apiKeyId', '=', apiKeyId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (stored !== undefined && stored.createdAt > now() - REPLAY_MS) {
      const earlier = await joined(stored.callId);
      if (earlier !== null && stored.fingerprint !== call.fingerprint) throw conflict();
      if (earlier !== null) return earlier;
      if (await wereDeleted(stored.callId)) throw deleted();
    }
    const row = { apiKeyId, key, fingerprint: call.fingerprint, createdAt: now() };
    return make(apiKeyId, call, work, (tx, callId) => remember(tx, { ...row, callId }));
  }

  /** One at a time for each name: whoever comes meanwhile looks again once it is known how the first one went. */
  async function oneAtATime(id: string, work: () => Promise<CreatedJobs>): Promise<CreatedJobs> {
    for (let running = making.get(id); running !== undefined; running = making.get(id)) {
      await running.catch(() => {}); // its own caller is told
    }
    const own = work();
    making.set(id, own);
    try {
      return await own;
    } finally {
      making.delete(id);
    }
  }

  return {
    /**
     * The jobs of this call: those of an earlier one that is the same, else those that `work` makes.
     * @throws ServiceError `idempotency_conflict`, `not_found` for one whose jobs were deleted, and whatever `work` throws
     */
    once(apiKeyId: string, call: CreateCall, work: MakeJobs): Promise<CreatedJobs> {
      const { idempotencyKey: key } = call;
      if (key === null) return unnamed(apiKeyId, call, work);
      return oneAtATime(`${apiKeyId} ${key}`, () => named(apiKeyId, key, call, work));
    },

    /** The connection of a call has ended: its caller was answered in full, or left. */
    ended: repeats.ended,

    /**
     * A job has ended: one that may have been paid for and brought nothing is not made again for whoever asks again. Pictures
     * cost nothing; a video's credits do not tell, since they are 0 where no price is known.
     */
    jobEnded({ callId, kind, state, error, submittedAt, credits }: Generation): void {
      if (kind === 'image' && credits === 0) return;
      const lost = state === 'submit_unknown' || isPerhapsPaid({ state, error, startedAt: submittedAt });
      if (lost && callId !== null) repeats.lost(callId);
    },

    /** A call of a former process whose job goes on: whoever waited for it was cut off. */
    resumed({ callId, apiKeyId, fingerprint }: Generation): void {
      if (callId === null || fingerprint === null) return;
      repeats.begun({ callId, apiKeyId, fingerprint });
      repeats.ended(callId, false);
    },
  };
}

async function nothing(): Promise<void> {}

async function remember(
  tx: Transaction,
  row: { apiKeyId: string; key: string; fingerprint: string; callId: string; createdAt: number },
): Promise<void> {
  const { fingerprint, callId, createdAt } = row;
  await tx
    .insertInto('IdempotencyKey')
    .values(row)
    .onConflict((conflict) => conflict.columns(['apiKeyId', 'key']).doUpdateSet({ fingerprint, callId, createdAt }))
    .execute();
}

/** A job that failed without having been paid for is no result: the call may be tried anew. */
function isWorthJoining(job: JobView): boolean {
  return (job.state !== 'failed' && job.state !== 'cancelled') || isPerhapsPaid(job);
}

/** Whether a job that has failed or was called off may have been paid for. */
function isPerhapsPaid({ state, error, startedAt }: Pick<JobView, 'state' | 'error' | 'startedAt'>): boolean {
  if (state !== 'failed' && state !== 'cancelled') return false;
  return (error?.outcome ?? (startedAt === null ? 'refused' : 'unknown')) === 'unknown';
}

/** Making it anew would pay a second time, which the name is to prevent. */
function deleted(): ServiceError {
  return new ServiceError(
    'not_found',
    'The result of this Idempotency-Key was deleted. Use a new key to have it made again.',
    { param: 'Idempotency-Key' },
  );
}

function conflict(): ServiceError {
  return new ServiceError(
    'idempotency_conflict',
    'This Idempotency-Key was used for another request within the last 24 hours. Use a new one for a new request.',
    { param: 'Idempotency-Key' },
  );
}
