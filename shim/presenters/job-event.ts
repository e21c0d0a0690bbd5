import type { JobStep, JobView } from '../../schema/generation.ts';
import { STATUS, unixSeconds } from './job.ts';

/** A logged step of a job. Its sequence number is the id of the event. */
export function presentStep(jobId: string, { state, at }: JobStep) {
  return { object: 'job.event' as const, job_id: jobId, state, status: STATUS[state], at: unixSeconds(at) };
}

/** How a job stands between two steps; not logged, so that nobody can ask for it again. */
export function presentProgress(job: JobView) {
  return {
    object: 'job.progress' as const,
    job_id: job.id,
    state: job.state,
    status: STATUS[job.state],
    progress: Math.floor(job.percent),
    detail: job.detail,
    position: job.position,
    estimated_completion_at: job.expectedAt === null ? null : unixSeconds(job.expectedAt),
  };
}
