import { z } from 'zod';
import type { GenerationRequest } from '../../schema/generation.ts';
import { wholeNumber, wish, yesOrNo } from '../fields.ts';
import { outputOptions } from './request.ts';

const MOST_AT_ONCE = 10;

const parameters = z.object({
  sampleCount: wholeNumber({ min: 1, max: MOST_AT_ONCE }),
  aspectRatio: wish.nullish(),
  sampleImageSize: wish.nullish(),
  seed: wholeNumber(),
  includeRaiReason: yesOrNo,
  outputOptions: outputOptions.nullish(),
  /** `upscale` is refused; what else stands here is in the rest of the request. */
  mode: z.string().nullish(),
});
export type PredictParameters = z.output<typeof parameters>;

/** A request of Imagen's wire. Unknown fields and explicit nulls are ignored. */
export const predictRequest = z.object({
  /** A list of one, as Google has it, or that one by itself; read further in `predict-order.ts`. */
  instances: z.unknown().optional(),
  parameters: parameters.nullish(),
});

const filled = z.string().min(1, 'must not be empty');
const picture = z.object({ bytesBase64Encoded: filled });

export const predictInstance = z.object({
  prompt: z.string().nullish(),
  image: picture.nullish(),
  /** Refused, in whatever form it comes. */
  mask: z.unknown().optional(),
  /** Pictures of a scene to be: whom it shows and what. */
  personImage: z.object({ image: picture }).nullish(),
  productImages: z.array(z.object({ image: picture })).nullish(),
  referenceImages: z.array(z.object({ referenceType: z.string().nullish(), referenceImage: picture })).nullish(),
});
export type PredictInstance = z.output<typeof predictInstance>;

/** What the picture is to be like, in our words. */
export function wishesOf({
  aspectRatio,
  sampleImageSize,
  seed,
}: PredictParameters): Omit<GenerationRequest, 'model' | 'prompt' | 'images'> {
  return { aspectRatio: aspectRatio ?? undefined, resolution: sampleImageSize ?? undefined, seed: seed ?? undefined };
}
