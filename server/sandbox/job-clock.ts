import type { JobRecord } from './state/records.ts';

/** The states of a video job, without their `MEDIA_GENERATION_STATUS_` prefix. */
export type JobStatus = 'PENDING' | 'SCHEDULED' | 'ACTIVE' | 'SUCCESSFUL' | 'FAILED' | 'CANCELED';

/** Shares of a job's time after which it leaves PENDING and SCHEDULED. */
const PENDING_SHARE = 0.1;
const SCHEDULED_SHARE = 0.25;

/** When a job stops running, Unix milliseconds; infinity for one that never ends. */
export const endOf = (job: JobRecord): number =>
  job.cancelledAt ?? (job.neverEnding ? Number.POSITIVE_INFINITY : job.startedAt + job.durationMs);

/** A job's state, which follows from the clock alone. */
export function statusAt(job: JobRecord, now: number): JobStatus {
  if (job.cancelledAt !== null) return 'CANCELED';
  if (now >= endOf(job)) return job.failure ? 'FAILED' : 'SUCCESSFUL';
  const share = (now - job.startedAt) / job.durationMs;
  if (share < PENDING_SHARE) return 'PENDING';
  return job.scheduled && share < SCHEDULED_SHARE ? 'SCHEDULED' : 'ACTIVE';
}

/** Whether nothing more will happen to the job. */
export const isOver = (job: JobRecord, now: number): boolean => job.cancelledAt !== null || now >= endOf(job);
