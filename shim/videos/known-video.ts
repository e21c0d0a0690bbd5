import { ServiceError } from '../../schema/errors.ts';
import type { JobView } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { markJob } from '../known-job.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { shortened } from '../shortened.ts';
import type { RouteContext } from '../state.ts';
import { jobIdOf } from './video-id.ts';

interface FindDeps {
  generations: Pick<ShimDeps['generations'], 'find'>;
}

/** The job behind the video that a request's path names. @throws ServiceError `not_found` when this key has no such video */
export async function knownVideo(ctx: RouteContext, { generations }: FindDeps): Promise<JobView> {
  const id = ctx.params.id ?? '';
  const jobId = jobIdOf(id);
  const job = jobId === null ? null : await generations.find(jobId, callerOf(ctx).apiKeyId);
  if (job?.kind !== 'video') throw unknownVideo(id);
  return job;
}

/** The same for a request that is about nothing else: its answer says so. @throws ServiceError as `knownVideo` */
export async function videoInQuestion(ctx: RouteContext, deps: FindDeps): Promise<JobView> {
  const job = await knownVideo(ctx, deps);
  markJob(ctx, job);
  return job;
}

export function unknownVideo(id: string, param = 'id'): ServiceError {
  return new ServiceError('not_found', `There is no video '${shortened(id)}' for this key.`, { param });
}
