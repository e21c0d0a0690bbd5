import { callerSignal } from '../../caller-gone.ts';
import { answerWithJob, createJobs, wantsJob } from '../../create-jobs.ts';
import type { ShimDeps } from '../../deps.ts';
import { imagePlanning } from '../../images-wanted.ts';
import { callerOf } from '../../middleware/authenticate.ts';
import { readJson } from '../../middleware/read-json.ts';
import { onlooking } from '../../onlooking.ts';
import { ownAddressOf } from '../../public-url.ts';
import type { Route } from '../../state.ts';
import { inGoogleWords } from '../google-words.ts';
import { answerAsItStands, answerInteraction, type InteractionAnswer } from './answer.ts';
import { storedFacts } from './facts.ts';
import { generationOf } from './generation-of.ts';
import { ROUTE } from './identity.ts';
import { readInteraction } from './order.ts';
import { streamInteraction } from './stream.ts';

export type InteractionDeps = Pick<ShimDeps, 'models' | 'generations' | 'images' | 'settings'>;

/** `POST …/interactions`: what the user said last becomes one picture or video. Waits for it, unless it is to go on in the background. */
export function createCreateInteraction(deps: InteractionDeps): Route {
  return async (ctx) => {
    const settings = deps.settings();
    const { bodyLimitBytes, captureBodies: capture, imageLimitBytes: limitBytes } = settings;
    const own = ownAddressOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    const order = readInteraction(await readJson(ctx, { limitBytes: bodyLimitBytes, capture }), deps.models);
    const { request, format } = order;
    ctx.state.model = order.model.id;
    const { images } = deps;
    const { find, watch } = deps.generations;
    const planning = imagePlanning(ctx, deps.generations);
    const context = { images, own, limitBytes, signal, find, ...planning, apiKeyId: callerOf(ctx).apiKeyId };
    const [job] = await inGoogleWords(format.names, () =>
      createJobs(ctx, deps, {
        ...{ route: ROUTE, body: request, facts: storedFacts({ ...format, previousId: order.previousId }) },
        model: order.model.id,
        async prepare() {
          const generation = await generationOf(order, context);
          signal.throwIfAborted(); // nobody waits, and nothing has been spent
          return [generation];
        },
      }),
    );
    if (job === undefined) return;
    if (wantsJob(ctx)) return answerWithJob(ctx, [job], deps);
    const isBackground = request.background === true;
    const answer: InteractionAnswer = {
      ...{ job, images, settings, publicUrl: own.publicUrl, signal, includeInput: false },
      watch: isBackground ? onlooking(deps) : watch,
    };
    if (request.stream === true) return streamInteraction(ctx, answer);
    await (isBackground ? answerAsItStands(ctx, answer) : answerInteraction(ctx, answer));
  };
}
