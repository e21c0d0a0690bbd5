import { ServiceError } from '../../schema/errors.ts';
import type { GenerationRequest, GivenImage, JobView } from '../../schema/generation.ts';
import { callerSignal } from '../caller-gone.ts';
import { type ResolveContext, resolvePictures } from '../chat/resolve-pictures.ts';
import { answerWithJob, createJobs, wantsJob } from '../create-jobs.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { readBody } from '../form/read-body.ts';
import { slotForForm } from '../form/slot-for-form.ts';
import { type ImagePlanning, imagePlanning } from '../images-wanted.ts';
import type { ImageEvents } from '../presenters/images.ts';
import { type OwnAddress, ownAddressOf } from '../public-url.ts';
import type { Route, RouteContext } from '../state.ts';
import { answerImages, streamImages } from './answer.ts';
import { deliverAll } from './deliver.ts';
import { checkFile, type Order, readOrder } from './order.ts';
import { factsOf } from './ordered-form.ts';
import { wishesOf } from './request.ts';

export type ImageDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

export interface ImageRoute {
  /** Route pattern. */
  route: string;
  events: ImageEvents;
  /** Whether there must be a picture to go by. */
  needsPicture: boolean;
}

interface Call {
  own: OwnAddress;
  settings: ShimSettings;
  signal: AbortSignal;
}

interface Taken {
  order: Order;
  jobs: readonly JobView[];
}

/** A route that makes pictures, one job for each, with one answer or one stream for all. */
export function createImageRoute(deps: ImageDeps, { route, events, needsPicture }: ImageRoute): Route {
  const { generations, images } = deps;

  /** Reads the order and makes its jobs. What came with it and was not kept is gone then, before anybody waits for them. */
  async function take(ctx: RouteContext, { own, settings, signal }: Call): Promise<Taken> {
    using slot = slotForForm(ctx, deps);
    await using body = await readBody(ctx, { ...deps, checkFile });
    if (typeof body.fields.model === 'string') ctx.state.model = body.fields.model;
    const order = readOrder(body, deps.models);
    if (needsPicture && picturesGiven(order) === 0) throw noPicture();
    const planning = imagePlanning(ctx, generations, order.count);
    const context = { ...planning, images, own, limitBytes: settings.imageLimitBytes, signal };
    const jobs = await createJobs(ctx, deps, {
      ...{ route, body: asked(order), facts: factsOf(order.output), model: order.model.id, slot },
      async prepare() {
        const requests = await requestsOf(order, context);
        signal.throwIfAborted(); // nobody waits, and nothing has been spent
        return requests;
      },
    });
    return { order, jobs };
  }

  return async (ctx) => {
    const settings = deps.settings();
    const own = ownAddressOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    const { order, jobs } = await take(ctx, { own, settings, signal });
    if (wantsJob(ctx)) return answerWithJob(ctx, jobs, deps);
    const { output, delivery } = order;
    const { watch } = generations;
    const options = { watch, images, publicUrl: own.publicUrl, output, delivery, signal };
    const answer = { order, making: deliverAll(ctx, jobs, options), settings, signal };
    await (order.request.stream === true ? streamImages(ctx, events, answer) : answerImages(ctx, answer));
  };
}

function picturesGiven({ files, named }: Order): number {
  return files.length + named.length;
}

/** All that makes one call the same as another: a file counts by its bytes. */
function asked({ request, files }: Order) {
  return { ...request, files: files.map(({ sha256 }) => sha256) };
}

interface RequestContext extends ResolveContext, ImagePlanning {}

/** One request for each picture, with the pictures to go by brought in; a seed counts up, or all would be the same. */
async function requestsOf(order: Order, { imagesWanted, ...context }: RequestContext): Promise<GenerationRequest[]> {
  const { model, prompt, count, request, files, named } = order;
  const wishes = { model: model.id, imagesParam: 'image', ...wishesOf(request) };
  const wanted = imagesWanted(wishes, picturesGiven(order), files[0]);
  const sent = files.slice(0, wanted);
  const images: GivenImage[] = [...sent, ...(await resolvePictures(named.slice(0, wanted - sent.length), context))];
  return Array.from({ length: count }, (_, index) => {
    const seed = wishes.seed === undefined ? undefined : wishes.seed + index;
    return { ...wishes, prompt, images, seed };
  });
}

function noPicture(): ServiceError {
  const message =
    "'image' is required: at least one picture to change. To make one from words alone, use /v1/images/generations.";
  return new ServiceError('missing_parameter', message, { param: 'image' });
}
