import type { JobView } from '../../schema/generation.ts';
import { callerSignal } from '../caller-gone.ts';
import { createSay } from '../chat/answer.ts';
import { answerWithJob, createJobs, wantsJob } from '../create-jobs.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { deliverAll } from '../images/deliver.ts';
import type { DeliveryOptions } from '../images/made.ts';
import { imagePlanning } from '../images-wanted.ts';
import { readJson } from '../middleware/read-json.ts';
import { progressLine } from '../presenters/progress.ts';
import { type OwnAddress, ownAddressOf } from '../public-url.ts';
import type { RouteContext } from '../state.ts';
import { answerContent, streamContent } from './answer-content.ts';
import { type ChunkStream, openChunkStream } from './chunk-stream.ts';
import { contentRequestsOf } from './content-requests.ts';
import { inGoogleWords } from './google-words.ts';
import type { ModelMethod } from './model-methods.ts';
import { type ContentOrder, readContentOrder } from './order.ts';
import { pictureModel } from './picture-model.ts';
import { presentText } from './present-content.ts';
import { speechFor } from './speech.ts';

type ContentDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

/** What the shared checks call fields, in the words of this wire. */
const FIELD_NAMES = {
  aspect_ratio: 'generationConfig.imageConfig.aspectRatio',
  resolution: 'generationConfig.imageConfig.imageSize',
  seed: 'generationConfig.seed',
};

/** `:generateContent`: what the user said last becomes a picture for each candidate; the answer waits for them. */
export function createGenerateContent(deps: ContentDeps): ModelMethod {
  return contentMethod(deps, WHOLE_ROUTE, answerWhole);
}

/** `:streamGenerateContent`: the same in chunks, as events (`?alt=sse`) or as one long list. */
export function createStreamGenerateContent(deps: ContentDeps): ModelMethod {
  return contentMethod(deps, '/v1beta/models/{model}:streamGenerateContent', answerInChunks);
}

/** Content that was ordered, and what its answer goes by. */
interface Ordered {
  jobs: readonly JobView[];
  order: ContentOrder;
  notices: readonly string[];
  deps: ContentDeps;
  settings: ShimSettings;
  own: OwnAddress;
  signal: AbortSignal;
}

const WHOLE_ROUTE = '/v1beta/models/{model}:generateContent';

function contentMethod(
  deps: ContentDeps,
  route: string,
  answer: (ctx: RouteContext, ordered: Ordered) => Promise<void>,
): ModelMethod {
  return async (ctx, { model }) => {
    const settings = deps.settings();
    const own = ownAddressOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    ctx.state.model = model;
    const { maxImages } = pictureModel(deps.models, model);
    const { bodyLimitBytes, captureBodies: capture, imageLimitBytes: limitBytes } = settings;
    const order = readContentOrder(await readJson(ctx, { limitBytes: bodyLimitBytes, capture }));
    const planning = imagePlanning(ctx, deps.generations, order.count);
    const context = { model, maxImages, ...planning, images: deps.images, own, limitBytes, signal };
    const notices: string[] = [];
    const prepare = async () => {
      const prepared = await contentRequestsOf(order, context);
      signal.throwIfAborted(); // nobody waits, and nothing has been spent
      notices.push(...prepared.notices);
      return prepared.requests;
    };
    const jobs = await inGoogleWords(FIELD_NAMES, () =>
      createJobs(ctx, deps, { route, like: WHOLE_ROUTE, body: { model, ...order }, model, prepare }),
    );
    if (wantsJob(ctx)) return answerWithJob(ctx, jobs, deps);
    await answer(ctx, { jobs, order, notices, deps, settings, own, signal });
  };
}

async function answerWhole(ctx: RouteContext, ordered: Ordered): Promise<void> {
  const making = deliverAll(ctx, ordered.jobs, deliveryOf(ordered));
  await answerContent(ctx, { ...ordered, making, speech: speechOf(ctx, ordered) });
}

async function answerInChunks(ctx: RouteContext, ordered: Ordered): Promise<void> {
  const { jobs, order, settings } = ordered;
  ctx.respond = false;
  const form = String(ctx.query.alt).toLowerCase() === 'sse' ? 'sse' : 'list';
  const alive = () => presentText(jobs, '');
  using stream = openChunkStream(ctx.res, { form, heartbeatMs: settings.heartbeatMs, alive });
  const onChange = order.config.thinkingConfig?.includeThoughts === true ? thinkAloud(stream, jobs) : undefined;
  const making = deliverAll(ctx, jobs, { ...deliveryOf(ordered), onChange });
  await streamContent(ctx, stream, { ...ordered, making, speech: speechOf(ctx, ordered) });
}

/** Tells callers who ask for thoughts what is being done, a line per change. */
function thinkAloud(stream: ChunkStream, jobs: readonly JobView[]): (job: JobView) => Promise<void> {
  const say = createSay((line) => stream.send(presentText(jobs, `${line}\n`, { thought: true })));
  return (job) => say(progressLine(job));
}

function deliveryOf({ deps, order, own, signal }: Ordered): DeliveryOptions & Pick<ShimDeps['generations'], 'watch'> {
  const { watch } = deps.generations;
  const { publicUrl } = own;
  return { watch, images: deps.images, publicUrl, output: order.output, delivery: 'b64_json', signal };
}

function speechOf(ctx: RouteContext, { order, settings, own: { publicUrl }, notices }: Ordered) {
  return speechFor(ctx, order, { settings, publicUrl, notices });
}
