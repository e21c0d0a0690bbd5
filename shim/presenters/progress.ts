import type { JobView } from '../../schema/generation.ts';

/** What a job is doing, as one short line for people; null when there is nothing worth saying. */
export function progressLine(job: JobView): string | null {
  if (job.position !== null)
    return `${sentence(job.detail || 'Waiting for a free slot')} Place ${job.position} in the queue.`;
  if (job.detail === '') return null;
  return job.percent > 0 && job.percent < 100 ? `${job.detail} (${Math.floor(job.percent)} %)` : job.detail;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
