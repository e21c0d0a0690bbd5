import type { JobView } from '../../schema/generation.ts';

/** What a job is doing, as one short line for people; null when there is nothing worth saying. */
export function progressLine(job: JobView): string | null {
  if (job.detail === '') return null;
  return job.percent > 0 && job.percent < 100 ? `${job.detail} (${Math.floor(job.percent)} %)` : job.detail;
}
