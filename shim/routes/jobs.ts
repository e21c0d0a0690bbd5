import { ServiceError } from '../../schema/errors.ts';
import type { JobView } from '../../schema/generation.ts';
import { markUpstream } from '../chat/answer.ts';
import type { ShimDeps } from '../deps.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { presentJob } from '../presenters/job.ts';
import { publicUrlOf } from '../public-url.ts';
import { shortened } from '../shortened.ts';
import type { Route } from '../state.ts';

type JobDeps = Pick<ShimDeps, 'generations' | 'settings'>;

/** `GET /v1/jobs/{id}`: how a job stands; other keys' jobs are unknown here. */
export function createGetJob(deps: JobDeps): Route {
  return jobRoute(deps, deps.generations.find);
}

/** `DELETE /v1/jobs/{id}`: cancels a job and shows it. */
export function createCancelJob(deps: JobDeps): Route {
  return jobRoute(deps, deps.generations.cancel);
}

function jobRoute(deps: JobDeps, act: (jobId: string, apiKeyId: string) => Promise<JobView | null>): Route {
  return async (ctx) => {
    const id = ctx.params.id ?? '';
    const job = await act(id, callerOf(ctx).apiKeyId);
    if (job === null) throw unknownJob(id);
    ctx.state.jobId = job.id;
    ctx.state.model = job.model;
    ctx.set('x-flow2api-job-id', job.id);
    markUpstream(ctx, job);
    ctx.body = presentJob(job, publicUrlOf(ctx.req, deps.settings()));
  };
}

function unknownJob(id: string): ServiceError {
  return new ServiceError('not_found', `There is no job '${shortened(id)}' for this key.`, { param: 'id' });
}
