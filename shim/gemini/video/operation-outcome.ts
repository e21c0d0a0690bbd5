import { ServiceError } from '../../../schema/errors.ts';
import { type Asset, isEnded, type JobView } from '../../../schema/generation.ts';
import { shortcomingsOf } from '../../images/shortcomings.ts';
import { failureOf } from '../../outcome.ts';
import { isOver, videoOf } from '../../presenters/video.ts';
import { isRefusal } from '../outcomes.ts';

/** How the jobs of an operation have ended. */
export interface OperationOutcome {
  made: readonly Asset[];
  /** Why content was refused, once for each video that there is none of for that reason. */
  refusals: readonly ServiceError[];
  /** What everything came to nothing of, where that was no refusal alone; otherwise null. */
  failure: ServiceError | null;
  /** What else there is to say, in words. */
  warnings: readonly string[];
}

/** Null while any of the jobs has not ended. */
export function outcomeOf(jobs: readonly JobView[], now: number): OperationOutcome | null {
  if (!jobs.every(({ state }) => isEnded(state))) return null;
  const ends = jobs.map((job) => endOf(job, now));
  const made = ends.flatMap((end) => (end instanceof ServiceError ? [] : end));
  const errors = ends.filter((end) => end instanceof ServiceError);
  const failures = errors.filter((error) => !isRefusal(error));
  const notices = jobs.flatMap(({ notice, state }) => (state === 'completed' ? (notice ?? []) : []));
  return {
    made,
    refusals: errors.filter(isRefusal),
    failure: made.length === 0 ? (failures[0] ?? null) : null,
    warnings: shortcomingsOf(notices, failures, jobs.length, 'videos'),
  };
}

function endOf(job: JobView, now: number): Asset | ServiceError {
  const failure = failureOf(job);
  if (failure !== null) return failure;
  const asset = videoOf(job);
  if (asset !== null && !isOver(asset, now)) return asset;
  const message = 'The video was made, but the address that the upstream gave for it is no longer good.';
  return new ServiceError('media_unavailable', message, { outcome: 'unknown' });
}
