import { z } from 'zod';
import { ServiceError } from '../../../schema/errors.ts';
import type { JobView } from '../../../schema/generation.ts';
import { callerSignal } from '../../caller-gone.ts';
import { wholeNumber, yesOrNo } from '../../fields.ts';
import { markJob } from '../../known-job.ts';
import { callerOf } from '../../middleware/authenticate.ts';
import { onlooking } from '../../onlooking.ts';
import { parse } from '../../parse.ts';
import { publicUrlOf } from '../../public-url.ts';
import { shortened } from '../../shortened.ts';
import type { Route, RouteContext } from '../../state.ts';
import { answerAsItStands, type InteractionAnswer } from './answer.ts';
import type { InteractionDeps } from './create-interaction.ts';
import { findInteraction } from './identity.ts';
import { streamInteraction } from './stream.ts';

export const getQuery = z.object({
  stream: yesOrNo,
  include_input: yesOrNo,
  last_event_id: wholeNumber(),
});

/** `GET …/interactions/{id}`: how it stands, or its events from the beginning or after one of them. */
export function createGetInteraction(deps: InteractionDeps): Route {
  return async (ctx) => {
    const query = parse(getQuery, { ...ctx.query });
    const job = await interactionOf(ctx, deps);
    const answer = answerFor(ctx, deps, job, query.include_input === true);
    if (query.stream === true) return streamInteraction(ctx, answer, query.last_event_id ?? 0);
    await answerAsItStands(ctx, answer);
  };
}

/** `POST …/interactions/{id}/cancel`: takes back one that waits, and shows it. */
export function createCancelInteraction(deps: InteractionDeps): Route {
  return async (ctx) => {
    const found = await interactionOf(ctx, deps);
    const job = await deps.generations.cancel(found.id, callerOf(ctx).apiKeyId);
    await answerAsItStands(ctx, answerFor(ctx, deps, job ?? found));
  };
}

/** `DELETE …/interactions/{id}`: removes one that is not being made, with its result. */
export function createDeleteInteraction(deps: InteractionDeps): Route {
  return async (ctx) => {
    const found = await interactionOf(ctx, deps);
    await deps.generations.remove(found.id, callerOf(ctx).apiKeyId);
    ctx.body = {};
  };
}

/** @throws ServiceError `not_found` for an id that means no interaction of this key */
async function interactionOf(ctx: RouteContext, { generations }: InteractionDeps): Promise<JobView> {
  const id = ctx.params.interaction ?? '';
  const job = await findInteraction({ find: generations.find, apiKeyId: callerOf(ctx).apiKeyId }, id);
  if (job === null) {
    const message = `There is no interaction '${shortened(id)}' for this key.`;
    throw new ServiceError('not_found', message, { param: 'id' });
  }
  markJob(ctx, job);
  return job;
}

function answerFor(ctx: RouteContext, deps: InteractionDeps, job: JobView, includeInput = false): InteractionAnswer {
  const settings = deps.settings();
  const publicUrl = publicUrlOf(ctx.req, settings);
  const signal = callerSignal(ctx.res);
  return { job, watch: onlooking(deps), images: deps.images, settings, publicUrl, includeInput, signal };
}
