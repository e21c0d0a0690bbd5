import type { JobView } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { inOrderedForm } from '../images/ordered-form.ts';
import { markJob, unknownJob } from '../known-job.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { presentJob } from '../presenters/job.ts';
import { publicUrlOf } from '../public-url.ts';
import type { Route } from '../state.ts';

type JobDeps = Pick<ShimDeps, 'generations' | 'images' | 'settings'>;

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
    markJob(ctx, job);
    const shown = await inOrderedForm(job, deps.images);
    ctx.body = presentJob(shown, publicUrlOf(ctx.req, deps.settings()));
  };
}
