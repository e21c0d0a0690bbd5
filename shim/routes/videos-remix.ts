import type { ImageRole, Mode } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { GenerationRequest, InputImage, JobView } from '../../schema/generation.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import { createJobs } from '../create-jobs.ts';
import type { ShimDeps } from '../deps.ts';
import { readBody } from '../form/read-body.ts';
import { noFileIn } from '../form/read-form.ts';
import { parse } from '../parse.ts';
import { presentVideo } from '../presenters/video.ts';
import type { Route } from '../state.ts';
import { knownVideo } from '../videos/known-video.ts';
import { presentingOf } from '../videos/presenting.ts';
import { remixRequest } from '../videos/request.ts';
import type { VideoDeps } from './videos.ts';

const ROUTE = '/v1/videos/{id}/remix';
const ROLE: Partial<Record<Mode, ImageRole>> = { i2v: 'frames', r2v: 'references' };

/** The pictures are those of the other video. */
function checkFile(field: string): never {
  throw noFileIn(field, []);
}

/** `POST /v1/videos/{id}/remix`: the same once more, with other words. */
export function createRemixVideo(deps: VideoDeps): Route {
  return async (ctx) => {
    const source = await knownVideo(ctx, deps);
    await using body = await readBody(ctx, { ...deps, checkFile });
    const prompt = parse(remixRequest, body.fields).prompt?.trim() ?? '';
    checkPrompt(prompt, 'prompt');
    const [job] = await createJobs(ctx, deps, {
      ...{ route: ROUTE, body: { source: source.id, prompt }, facts: { remixedFrom: source.id }, model: source.model },
      prepare: async () => [{ ...sameAs(source), prompt, images: await picturesOf(source, deps.images) }],
    });
    if (job !== undefined) ctx.body = presentVideo(job, presentingOf(ctx, deps));
  };
}

/** Everything of a video but its words and pictures. */
function sameAs({ model, mode, ratio, seconds, resolution }: JobView): Omit<GenerationRequest, 'prompt' | 'images'> {
  return {
    ...{ model, imageRole: ROLE[mode], imagesParam: 'id', aspectRatio: ratio },
    seconds: seconds ?? undefined,
    resolution: resolution ?? undefined,
  };
}

/** The pictures that a video was made from. @throws ServiceError `image_unreachable` when one is no longer kept */
async function picturesOf({ inputs }: JobView, images: Pick<ShimDeps['images'], 'fromFile'>): Promise<InputImage[]> {
  return Promise.all(inputs.map(async ({ file }) => (await images.fromFile(file)) ?? lost()));
}

function lost(): never {
  const message =
    'A picture that this video was made from is no longer kept, so it cannot be made again. Create a new one with the picture.';
  throw new ServiceError('image_unreachable', message, { param: 'id' });
}
