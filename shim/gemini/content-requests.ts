import type { GenerationRequest } from '../../schema/generation.ts';
import { type ResolveContext, resolveFirst, resolvePictures } from '../chat/resolve-pictures.ts';
import type { ImagePlanning } from '../images-wanted.ts';
import type { ContentOrder } from './order.ts';
import { wishesOf } from './request.ts';

const EARLIER_LOST =
  'The earlier picture of this conversation can no longer be read, so this one does not build on it.';

export interface RequestsContext extends ResolveContext, ImagePlanning {
  /** Name of the model as the caller wrote it. */
  model: string;
  /** How many pictures the model takes at most. */
  maxImages: number;
}

/**
 * One request for each candidate, with the pictures brought in that are wanted; a seed counts up, or all would be the same.
 * @throws ServiceError `image_invalid`, `image_unreachable` or `invalid_value`, naming the field
 */
export async function contentRequestsOf(
  { turn, config, count }: ContentOrder,
  { model, maxImages, imagesWanted, ...context }: RequestsContext,
): Promise<{ requests: readonly GenerationRequest[]; notices: readonly string[] }> {
  const wishes = { model, imagesParam: 'contents', ...wishesOf(config) };
  const wanted = imagesWanted(wishes, turn.pictures.length);
  const images = await resolvePictures(turn.pictures.slice(0, wanted), context);
  const builds = turn.earlier.length > 0 && maxImages > 0;
  const earlier = builds ? await resolveFirst(turn.earlier, context) : null;
  if (earlier !== null) images.push(earlier);
  const requests = Array.from({ length: count }, (_, index) => {
    const seed = wishes.seed === undefined ? undefined : wishes.seed + index;
    return { ...wishes, prompt: turn.prompt, images, seed };
  });
  return { requests, notices: builds && earlier === null ? [EARLIER_LOST] : [] };
}
