import type { GenerationRequest } from '../../../schema/generation.ts';
import { callerSignal } from '../../caller-gone.ts';
import { type ResolveContext, resolvePictures } from '../../chat/resolve-pictures.ts';
import { createJobs } from '../../create-jobs.ts';
import type { ShimDeps } from '../../deps.ts';
import { type ImagePlanning, imagePlanning } from '../../images-wanted.ts';
import { readJson } from '../../middleware/read-json.ts';
import { ownAddressOf } from '../../public-url.ts';
import { inGoogleWords } from '../google-words.ts';
import type { ModelMethod } from '../model-methods.ts';
import { operationIdOf, operationName } from './operation-name.ts';
import { readVideoOrder, type VideoOrder } from './order.ts';
import { wishesOf } from './request.ts';
import { videoModel } from './video-model.ts';

/** Route pattern under which these jobs are made. */
export const ROUTE = '/v1beta/models/{model}:predictLongRunning';

/** What the shared checks call fields, in the words of this wire. */
const FIELD_NAMES = {
  aspect_ratio: 'parameters.aspectRatio',
  resolution: 'parameters.resolution',
  seconds: 'parameters.durationSeconds',
  seed: 'parameters.seed',
};

type VideoDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

/** `:predictLongRunning`, Veo's wire: videos from one prompt, one job for each, all of them one operation. */
export function createPredictLongRunning(deps: VideoDeps): ModelMethod {
  return async (ctx, { model }) => {
    const settings = deps.settings();
    const signal = callerSignal(ctx.res);
    ctx.state.model = model;
    videoModel(deps.models, model);
    const { bodyLimitBytes, captureBodies: capture, imageLimitBytes: limitBytes } = settings;
    const order = readVideoOrder(await readJson(ctx, { limitBytes: bodyLimitBytes, capture }));
    const own = ownAddressOf(ctx.req, settings);
    const planning = imagePlanning(ctx, deps.generations, order.count);
    const prepare = async () => {
      const requests = await requestsOf(order, { model, ...planning, images: deps.images, own, limitBytes, signal });
      signal.throwIfAborted(); // nobody waits, and nothing has been spent
      return requests;
    };
    const [job] = await inGoogleWords(FIELD_NAMES, () =>
      createJobs(ctx, deps, { route: ROUTE, body: { model, ...order }, model, prepare }),
    );
    const id = operationIdOf(job?.callId ?? null);
    if (id === null) throw new Error('A job was made that belongs to no call.');
    ctx.body = { name: operationName(ctx, model, id) };
  };
}

interface RequestsContext extends ResolveContext, ImagePlanning {
  model: string;
}

/** One request for each video; a seed counts up, or all would be the same. */
async function requestsOf(
  { prompt, pictures, parameters, count }: VideoOrder,
  { model, imagesWanted, ...context }: RequestsContext,
): Promise<GenerationRequest[]> {
  const { list, role: imageRole, param: imagesParam } = pictures;
  const wishes = { model, imageRole, imagesParam, ...wishesOf(parameters) };
  const wanted = imagesWanted(wishes, list.length);
  const images = await resolvePictures(list.slice(0, wanted), context);
  return Array.from({ length: count }, (_, index) => {
    const seed = wishes.seed === undefined ? undefined : wishes.seed + index;
    return { ...wishes, prompt, images, seed };
  });
}
