import { ServiceError } from '../schema/errors.ts';
import type { JobView } from '../schema/generation.ts';
import { markUpstream } from './chat/answer.ts';
import { shortened } from './shortened.ts';
import type { ShimContext } from './state.ts';

/** Says on the answer which job it is about, and remembers it for the request record. */
export function markJob(ctx: ShimContext, job: JobView): void {
  ctx.state.jobId = job.id;
  ctx.state.model = job.model;
  ctx.set('x-flow2api-job-id', job.id);
  markUpstream(ctx, job);
}

export function unknownJob(id: string): ServiceError {
  return new ServiceError('not_found', `There is no job '${shortened(id)}' for this key.`, { param: 'id' });
}
