import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import { callerSignal } from '../caller-gone.ts';
import { createJobs } from '../create-jobs.ts';
import type { ShimDeps } from '../deps.ts';
import { wholeNumber, word } from '../fields.ts';
import { readBody } from '../form/read-body.ts';
import { slotForForm } from '../form/slot-for-form.ts';
import { imagePlanning } from '../images-wanted.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { parse } from '../parse.ts';
import { presentVideo, presentVideoList } from '../presenters/video.ts';
import { ownAddressOf } from '../public-url.ts';
import { shortened } from '../shortened.ts';
import type { Route } from '../state.ts';
import { unknownVideo, videoInQuestion } from '../videos/known-video.ts';
import { askedFor, generationOf, readOrder } from '../videos/order.ts';
import { checkFile } from '../videos/pictures.ts';
import { presentingOf } from '../videos/presenting.ts';
import { jobIdOf, videoIdOf } from '../videos/video-id.ts';

const ROUTE = '/v1/videos';
const PAGE = { usual: 20, most: 100 };

export type VideoDeps = Pick<ShimDeps, 'access' | 'models' | 'generations' | 'images' | 'settings' | 'now'>;

export const listQuery = z.object({
  after: z.string('must be given once').nullish(),
  limit: wholeNumber({ min: 1, max: PAGE.most }),
  order: word(['asc', 'desc']),
});

/** `POST /v1/videos`: starts a video and answers at once; how it goes is asked for by its id. */
export function createCreateVideo(deps: VideoDeps): Route {
  return async (ctx) => {
    const { imageLimitBytes: limitBytes } = deps.settings();
    const signal = callerSignal(ctx.res);
    using slot = slotForForm(ctx, deps);
    await using body = await readBody(ctx, { ...deps, checkFile });
    if (typeof body.fields.model === 'string') ctx.state.model = body.fields.model;
    const order = readOrder(body, deps.models);
    const own = ownAddressOf(ctx.req, deps.settings());
    const planning = imagePlanning(ctx, deps.generations);
    const [job] = await createJobs(ctx, deps, {
      ...{ route: ROUTE, body: askedFor(order), model: order.model, slot },
      async prepare() {
        const request = await generationOf(order, { ...planning, images: deps.images, own, limitBytes, signal });
        signal.throwIfAborted(); // nobody waits, and nothing has been spent
        return [request];
      },
    });
    if (job !== undefined) ctx.body = presentVideo(job, presentingOf(ctx, deps));
  };
}

/** `GET /v1/videos/{id}`: how a video stands; other keys' videos are unknown here. */
export function createGetVideo(deps: VideoDeps): Route {
  return async (ctx) => {
    ctx.body = presentVideo(await videoInQuestion(ctx, deps), presentingOf(ctx, deps));
  };
}

/** `GET /v1/videos`: a key's videos, a page at a time. */
export function createListVideos(deps: VideoDeps): Route {
  return async (ctx) => {
    const { after, limit, order } = parse(listQuery, ctx.query);
    const page = await deps.generations.page(callerOf(ctx).apiKeyId, {
      kind: 'video',
      after: placeOf(after ?? ''),
      limit: limit ?? PAGE.usual,
      order: order ?? 'desc',
    });
    if (page === null) throw noPlace(after ?? '');
    ctx.body = presentVideoList(page.jobs, page.hasMore, presentingOf(ctx, deps));
  };
}

/** `DELETE /v1/videos/{id}`: removes a video that has ended, and its file. One that waits is cancelled first. */
export function createDeleteVideo(deps: VideoDeps): Route {
  return async (ctx) => {
    const { id: jobId } = await videoInQuestion(ctx, deps);
    const id = videoIdOf(jobId);
    if ((await deps.generations.remove(jobId, callerOf(ctx).apiKeyId)) === null) throw unknownVideo(id);
    ctx.body = { id, object: 'video.deleted', deleted: true };
  };
}

/** The job after which a page begins. @throws ServiceError `invalid_value` */
function placeOf(after: string): string | null {
  if (after === '') return null;
  const jobId = jobIdOf(after);
  if (jobId === null) throw noPlace(after);
  return jobId;
}

function noPlace(after: string): ServiceError {
  const message = `'after' is no video of this key: '${shortened(after)}'. Leave it out to begin with the first page.`;
  return new ServiceError('invalid_value', message, { param: 'after' });
}
