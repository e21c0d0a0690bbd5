import { z } from 'zod';
import type { GenerationRequest } from '../../schema/generation.ts';
import { spokenNumber, wholeNumber, wish } from '../fields.ts';

/**
 * A request for a video, as JSON or as a form, strict in the fields that mean something here. Unknown fields, nulls and what
 * a form sends empty are ignored.
 */
export const videoRequest = z.object({
  model: z.string().nullish(),
  prompt: z.string().nullish(),
  seconds: spokenNumber.nullish(),
  duration: spokenNumber.nullish(),
  size: wish.nullish(),
  aspect_ratio: wish.nullish(),
  aspectRatio: wish.nullish(),
  resolution: wish.nullish(),
  seed: wholeNumber(),
  /** Pictures, in one of the ways that clients have for them; read further in `pictures.ts`. */
  input_reference: z.unknown().optional(),
  /** What other services and our own image routes call it. */
  image: z.unknown().optional(),
  images: z.unknown().optional(),
  image_url: z.unknown().optional(),
  first_frame: z.unknown().optional(),
  last_frame: z.unknown().optional(),
  reference_images: z.unknown().optional(),
});
export type VideoRequest = z.output<typeof videoRequest>;

/** A remix keeps everything but the words. */
export const remixRequest = z.object({ prompt: z.string().nullish() });

/** What the video is to be like, in our words. */
export function wishesOf(request: VideoRequest): Omit<GenerationRequest, 'model' | 'prompt' | 'images'> {
  return {
    size: request.size ?? undefined,
    aspectRatio: request.aspect_ratio ?? request.aspectRatio ?? undefined,
    seconds: request.seconds ?? request.duration ?? undefined,
    resolution: request.resolution ?? undefined,
    seed: request.seed ?? undefined,
  };
}
