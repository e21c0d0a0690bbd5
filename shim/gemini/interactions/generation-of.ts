import { ServiceError } from '../../../schema/errors.ts';
import type { GenerationRequest, GivenImage } from '../../../schema/generation.ts';
import { type ResolveContext, resolveFirst, resolvePictures } from '../../chat/resolve-pictures.ts';
import type { ShimDeps } from '../../deps.ts';
import type { ImagePlanning } from '../../images-wanted.ts';
import { shortened } from '../../shortened.ts';
import { findInteraction } from './identity.ts';
import { type InteractionOrder, noVideo } from './order.ts';

export interface GenerationContext extends ResolveContext, ImagePlanning, Pick<ShimDeps['generations'], 'find'> {
  apiKeyId: string;
}

const PREVIOUS = 'previous_interaction_id';

/**
 * What is to be made, with the pictures to go by brought in: those of this turn, else the latest one before it.
 * @throws ServiceError before anything is spent
 */
export async function generationOf(order: InteractionOrder, context: GenerationContext): Promise<GenerationRequest> {
  const { model, input, format, role: imageRole } = order;
  const wishes = { model: model.id, imageRole, imagesParam: 'input', ...format.wishes };
  if (input.pictures.length > 0) {
    const wanted = context.imagesWanted(wishes, input.pictures.length);
    const images = await resolvePictures(input.pictures.slice(0, wanted), context);
    return { ...wishes, prompt: input.prompt, images };
  }
  const earlier = await earlierPicture(order, context);
  const wanted = earlier === null ? 0 : context.imagesWanted(wishes, 1, earlier);
  return { ...wishes, prompt: input.prompt, images: earlier === null ? [] : [earlier].slice(0, wanted) };
}

/** A model that takes no pictures begins anew, but for videos: there it would be another scene, and is paid for. */
async function earlierPicture(order: InteractionOrder, context: GenerationContext): Promise<GivenImage | null> {
  const { model, input, previousId } = order;
  if (model.kind === 'image' && model.maxImages === 0) return null;
  const [first] = input.earlier;
  if (first !== undefined) {
    const found = await resolveFirst(input.earlier, context);
    if (found === null) throw lost('The earlier picture of this conversation can no longer be read.', first.param);
    return found;
  }
  return previousId === null ? null : pictureOf(previousId, order, context);
}

async function pictureOf(
  id: string,
  { model }: InteractionOrder,
  { images, ...context }: GenerationContext,
): Promise<GivenImage | null> {
  const job = await findInteraction(context, id);
  if (job === null) throw noPicture(id, 'is not known for this key');
  if (job.kind === 'video') {
    if (model.kind === 'video') throw noVideo(PREVIOUS);
    throw noPicture(id, 'made a video');
  }
  if (job.state !== 'completed') throw noPicture(id, `has no picture: it is ${job.state}`);
  const file = job.assets[0]?.file ?? null;
  const picture = file === null ? null : await images.fromFile(file);
  if (picture === null) throw lost('The picture of that interaction is no longer kept.', PREVIOUS);
  return picture;
}

function noPicture(id: string, why: string): ServiceError {
  const message = `The interaction '${shortened(id)}' ${why}, so that this one cannot go on from it.`;
  return new ServiceError('invalid_value', message, { param: PREVIOUS });
}

function lost(what: string, param: string): ServiceError {
  return new ServiceError('image_unreachable', `${what} Send it in the input.`, { param });
}
