import type { GenerationRequest } from '../../schema/generation.ts';
import { type AnswerBody, answerWhole } from '../answer-whole.ts';
import { callerSignal } from '../caller-gone.ts';
import { type ResolveContext, resolvePictures } from '../chat/resolve-pictures.ts';
import { answerWithJob, createJobs, wantsJob } from '../create-jobs.ts';
import type { ShimDeps } from '../deps.ts';
import { closing, deliverAll } from '../images/deliver.ts';
import type { Made } from '../images/made.ts';
import { type ImagePlanning, imagePlanning } from '../images-wanted.ts';
import { noteFailure } from '../middleware/present-errors.ts';
import { readJson } from '../middleware/read-json.ts';
import { ownAddressOf } from '../public-url.ts';
import type { ShimContext } from '../state.ts';
import { inGoogleWords } from './google-words.ts';
import type { ModelMethod } from './model-methods.ts';
import { isRefusal, outcomesOf, worstOf } from './outcomes.ts';
import { pictureModel } from './picture-model.ts';
import { type PredictOrder, readPredictOrder } from './predict-order.ts';
import { wishesOf } from './predict-request.ts';
import { presentHeldFailure, presentPredictions } from './present-predictions.ts';

const ROUTE = '/v1beta/models/{model}:predict';

/** What the shared checks call fields, in the words of this wire. */
const FIELD_NAMES = {
  aspect_ratio: 'parameters.aspectRatio',
  resolution: 'parameters.sampleImageSize',
  seed: 'parameters.seed',
};

type PredictDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

/** `:predict`, Imagen's wire: pictures from one prompt, one job for each; the answer waits for them. */
export function createPredict(deps: PredictDeps): ModelMethod {
  return async (ctx, { model }) => {
    const settings = deps.settings();
    const own = ownAddressOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    ctx.state.model = model;
    pictureModel(deps.models, model);
    const { bodyLimitBytes, captureBodies: capture, imageLimitBytes: limitBytes } = settings;
    const order = readPredictOrder(await readJson(ctx, { limitBytes: bodyLimitBytes, capture }));
    const { watch } = deps.generations;
    const planning = imagePlanning(ctx, deps.generations, order.count);
    const prepare = async () => {
      const requests = await requestsOf(order, { model, ...planning, images: deps.images, own, limitBytes, signal });
      signal.throwIfAborted(); // nobody waits, and nothing has been spent
      return requests;
    };
    const jobs = await inGoogleWords(FIELD_NAMES, () =>
      createJobs(ctx, deps, { route: ROUTE, body: { model, ...order }, model, prepare }),
    );
    if (wantsJob(ctx)) return answerWithJob(ctx, jobs, deps);
    const { publicUrl } = own;
    const delivery = {
      watch,
      images: deps.images,
      publicUrl,
      output: order.output,
      delivery: 'b64_json',
      signal,
    } as const;
    const making = deliverAll(ctx, jobs, delivery);
    await answerWhole(ctx, { settings, signal, presentLate: presentHeldFailure }, () =>
      wholeOf(ctx, { making, order, signal }),
    );
  };
}

interface RequestsContext extends ResolveContext, ImagePlanning {
  model: string;
}

/** One request for each picture; a seed counts up, or all would be the same. */
async function requestsOf(
  order: PredictOrder,
  { model, imagesWanted, ...context }: RequestsContext,
): Promise<GenerationRequest[]> {
  const wishes = { model, imagesParam: order.picturesParam, ...wishesOf(order.parameters) };
  const wanted = imagesWanted(wishes, order.pictures.length);
  const images = await resolvePictures(order.pictures.slice(0, wanted), context);
  return Array.from({ length: order.count }, (_, index) => {
    const seed = wishes.seed === undefined ? undefined : wishes.seed + index;
    return { ...wishes, prompt: order.prompt, images, seed };
  });
}

interface Prediction {
  making: readonly Promise<Made>[];
  order: PredictOrder;
  signal: AbortSignal;
}

/** Refused content is an answer; another failure is one only when nothing was made. */
async function wholeOf(ctx: ShimContext, { making, order, signal }: Prediction): Promise<AnswerBody> {
  const outcomes = await outcomesOf(making);
  signal.throwIfAborted();
  if (outcomes.every((outcome) => 'error' in outcome)) {
    const worst = noteFailure(ctx, worstOf(outcomes));
    if (!isRefusal(worst)) throw worst;
  }
  const reasons = order.parameters.includeRaiReason === true;
  return { value: presentPredictions(outcomes, { reasons }), ...closing(making) };
}
