import { z } from 'zod';
import type { GenerationRequest } from '../../schema/generation.ts';
import { wholeNumber, wish, word, yesOrNo } from '../fields.ts';

const MOST_AT_ONCE = 10;

/** What the picture is to be like; the image routes and the tool of `/v1/responses` have it in common. */
export const pictureSettings = z.object({
  size: wish.nullish(),
  aspect_ratio: wish.nullish(),
  aspectRatio: wish.nullish(),
  resolution: wish.nullish(),
  quality: wish.nullish(),
  seed: wholeNumber(),
  output_format: wish.nullish(),
  output_compression: wholeNumber({ min: 0, max: 100 }),
  background: word(['auto', 'opaque', 'transparent']),
  /** The upstream shows nothing before the end, so that none are sent, which the wire allows. */
  partial_images: wholeNumber({ min: 0, max: 3 }),
});
export type PictureSettings = z.output<typeof pictureSettings>;

/**
 * A request to an image route, as JSON or as a form, strict in the fields that mean something here. Unknown fields, nulls
 * and what a form sends empty are ignored.
 */
export const imageRequest = pictureSettings.extend({
  model: z.string().nullish(),
  prompt: z.string().nullish(),
  n: wholeNumber({ min: 1, max: MOST_AT_ONCE }),
  response_format: word(['b64_json', 'url']),
  stream: yesOrNo,
  /** Pictures to go by, in one of the ways that clients have for it; read further in `pictures.ts`. */
  image: z.unknown().optional(),
  images: z.unknown().optional(),
  mask: z.unknown().optional(),
  markup: z.unknown().optional(),
});
export type ImageRequest = z.output<typeof imageRequest>;

/** What the result is to be like, in our words. */
export function wishesOf(settings: PictureSettings): Omit<GenerationRequest, 'model' | 'prompt' | 'images'> {
  return {
    size: settings.size ?? undefined,
    aspectRatio: settings.aspect_ratio ?? settings.aspectRatio ?? undefined,
    quality: settings.quality ?? undefined,
    resolution: settings.resolution ?? undefined,
    seed: settings.seed ?? undefined,
  };
}
