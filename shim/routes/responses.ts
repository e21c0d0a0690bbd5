import { ServiceError } from '../../schema/errors.ts';
import type { JobView } from '../../schema/generation.ts';
import { callerSignal } from '../caller-gone.ts';
import { answerWithJob, createJobs, wantsJob } from '../create-jobs.ts';
import type { ShimDeps } from '../deps.ts';
import { wholeNumber, yesOrNo } from '../fields.ts';
import { imagePlanning } from '../images-wanted.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { readJson } from '../middleware/read-json.ts';
import { onlooking } from '../onlooking.ts';
import { parse } from '../parse.ts';
import { ownAddressOf, publicUrlOf } from '../public-url.ts';
import { answerAsItStands, answerResponse, type ResponseAnswer } from '../responses/answer.ts';
import { findResponse } from '../responses/earlier-picture.ts';
import { storedFacts } from '../responses/facts.ts';
import { generationOf } from '../responses/generation-of.ts';
import { ROUTE, responseIdOf } from '../responses/identity.ts';
import { readResponseOrder } from '../responses/order.ts';
import { responsesRequest } from '../responses/request.ts';
import { streamResponse } from '../responses/stream.ts';
import { shortened } from '../shortened.ts';
import type { Route, RouteContext } from '../state.ts';

type ResponseDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

/** `POST /v1/responses`: the last turn of a conversation becomes one picture. */
export function createResponses(deps: ResponseDeps): Route {
  return async (ctx) => {
    const settings = deps.settings();
    const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings;
    const own = ownAddressOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    const request = parse(responsesRequest, await readJson(ctx, { limitBytes, capture }));
    ctx.state.model = request.model ?? null;
    const order = readResponseOrder(request, deps.models);
    ctx.state.model = order.model.id;
    const { images } = deps;
    const { find } = deps.generations;
    const planning = imagePlanning(ctx, deps.generations);
    const { apiKeyId } = callerOf(ctx);
    const context = { images, own, limitBytes: settings.imageLimitBytes, signal, find, ...planning, apiKeyId };
    const [job] = await createJobs(ctx, deps, {
      ...{ route: ROUTE, body: request, facts: storedFacts(order.facts), model: order.model.id },
      async prepare() {
        const generation = await generationOf(order, context);
        signal.throwIfAborted(); // nobody waits, and nothing has been spent
        return [generation];
      },
    });
    if (job === undefined) return;
    if (wantsJob(ctx)) return answerWithJob(ctx, [job], deps);
    const isBackground = request.background === true;
    const watch = isBackground ? onlooking(deps) : deps.generations.watch;
    const answer: ResponseAnswer = { job, watch, images, settings, publicUrl: own.publicUrl, signal };
    if (request.stream === true) return streamResponse(ctx, answer);
    await (isBackground ? answerAsItStands(ctx, answer) : answerResponse(ctx, answer));
  };
}

/** `GET /v1/responses/{id}`: how it stands, or its events from the beginning. */
export function createGetResponse(deps: ResponseDeps): Route {
  return async (ctx) => {
    const answer = answerFor(ctx, deps, await responseOf(ctx, deps));
    if (parse(yesOrNo, ctx.query.stream, ['stream']) !== true) return answerAsItStands(ctx, answer);
    const after = parse(wholeNumber(), ctx.query.starting_after, ['starting_after']) ?? -1;
    await streamResponse(ctx, answer, after);
  };
}

/** `POST /v1/responses/{id}/cancel`: takes back one that waits, and shows it. */
export function createCancelResponse(deps: ResponseDeps): Route {
  return async (ctx) => {
    const found = await responseOf(ctx, deps);
    const job = await deps.generations.cancel(found.id, callerOf(ctx).apiKeyId);
    await answerAsItStands(ctx, answerFor(ctx, deps, job ?? found));
  };
}

/** `DELETE /v1/responses/{id}`: removes one that is not being made, with its picture. */
export function createDeleteResponse(deps: ResponseDeps): Route {
  return async (ctx) => {
    const found = await responseOf(ctx, deps);
    await deps.generations.remove(found.id, callerOf(ctx).apiKeyId);
    ctx.body = { id: responseIdOf(found), object: 'response', deleted: true };
  };
}

/** @throws ServiceError `not_found` for an id that means no response of this key */
async function responseOf(ctx: RouteContext, { generations }: ResponseDeps): Promise<JobView> {
  const id = ctx.params.id ?? '';
  const job = await findResponse({ find: generations.find, apiKeyId: callerOf(ctx).apiKeyId }, id);
  if (job === null) {
    throw new ServiceError('not_found', `There is no response '${shortened(id)}' for this key.`, {
      param: 'response_id',
    });
  }
  ctx.state.jobId = job.id;
  ctx.state.model = job.model;
  ctx.set('x-flow2api-job-id', job.id);
  return job;
}

function answerFor(ctx: RouteContext, deps: ResponseDeps, job: JobView): ResponseAnswer {
  const settings = deps.settings();
  const publicUrl = publicUrlOf(ctx.req, settings);
  return { job, watch: onlooking(deps), images: deps.images, settings, publicUrl, signal: callerSignal(ctx.res) };
}
