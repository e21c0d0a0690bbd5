import type { GenerationRequest } from '../../schema/generation.ts';
import { callerSignal } from '../caller-gone.ts';
import { answerStream, answerWhole, type Chat } from '../chat/answer.ts';
import { type ChatRequest, chatRequest, wishesOf } from '../chat/request.ts';
import { type ResolveContext, resolveFirst, resolvePictures } from '../chat/resolve-pictures.ts';
import { readTurn } from '../chat/turn.ts';
import { answerWithJob, createJobs, wantsJob } from '../create-jobs.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { type ImagePlanning, imagePlanning } from '../images-wanted.ts';
import { knownModel } from '../known-model.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { readJson } from '../middleware/read-json.ts';
import { parse } from '../parse.ts';
import { ownAddressOf } from '../public-url.ts';
import type { Route } from '../state.ts';

const ROUTE = '/v1/chat/completions';
const EARLIER_LOST =
  'The earlier picture of this conversation can no longer be read, so this answer does not build on it.';

type ChatDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

/** `POST /v1/chat/completions`: a conversation's last turn becomes one job; the answer waits for it or relays it. */
export function createChatCompletions(deps: ChatDeps): Route {
  return async (ctx) => {
    const settings = deps.settings();
    const own = ownAddressOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings;
    const request = parse(chatRequest, await readJson(ctx, { limitBytes, capture }));
    ctx.state.model = request.model;
    const model = knownModel(deps.models, request.model);
    const pictures = { images: deps.images, own, limitBytes: settings.imageLimitBytes, signal };
    const planning = imagePlanning(ctx, deps.generations);
    const notices: string[] = [];
    const [job] = await createJobs(ctx, deps, {
      ...{ route: ROUTE, body: request, model: request.model },
      async prepare() {
        const read = await readGeneration(request, { model, ...planning, ...pictures });
        signal.throwIfAborted(); // nobody waits, and nothing has been spent
        notices.push(...read.notices);
        return [read.generation];
      },
    });
    if (job === undefined) return;
    if (wantsJob(ctx)) return answerWithJob(ctx, [job], deps);
    const includeUsage = request.stream_options?.include_usage === true;
    const chatImages = callerOf(ctx).chatImages ?? settings.chatImages;
    const shown = { ...settings, chatImages };
    const chat: Chat = { job, notices, includeUsage, deps, settings: shown, publicUrl: own.publicUrl, signal };
    await (request.stream === true ? answerStream(ctx, chat) : answerWhole(ctx, chat));
  };
}

interface ReadContext extends ResolveContext, ImagePlanning {
  model: ModelInfo;
}

/** What the conversation asks for in our words, with those of its pictures brought in that are wanted. */
async function readGeneration(
  request: ChatRequest,
  { model, imagesWanted, ...context }: ReadContext,
): Promise<{ generation: GenerationRequest; notices: string[] }> {
  const turn = readTurn(request);
  const wishes = { model: request.model, ...wishesOf(request) };
  const wanted = imagesWanted(wishes, turn.pictures.length);
  const images = await resolvePictures(turn.pictures.slice(0, wanted), context);
  const notices: string[] = [];
  if (turn.earlier.length > 0 && model.maxImages > 0) {
    const earlier = await resolveFirst(turn.earlier, context);
    if (earlier === null) notices.push(EARLIER_LOST);
    else images.push(earlier);
  }
  return { generation: { ...wishes, prompt: turn.prompt, images }, notices };
}
