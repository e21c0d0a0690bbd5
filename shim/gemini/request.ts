import { z } from 'zod';
import type { GenerationRequest } from '../../schema/generation.ts';
import { wholeNumber, wish, yesOrNo } from '../fields.ts';

/** As many as Google's wire has. */
const MOST_CANDIDATES = 8;

/** A media type that pictures can be brought into; read further in `output.ts`. */
export const outputOptions = z.object({
  mimeType: wish.nullish(),
  compressionQuality: wholeNumber({ min: 0, max: 100 }),
});
export type OutputOptions = z.output<typeof outputOptions>;

const imageConfig = z.object({
  aspectRatio: wish.nullish(),
  imageSize: wish.nullish(),
  imageOutputOptions: outputOptions.nullish(),
});

const generationConfig = z.object({
  candidateCount: wholeNumber({ min: 1, max: MOST_CANDIDATES }),
  seed: wholeNumber(),
  responseModalities: z.array(wish).nullish(),
  imageConfig: imageConfig.nullish(),
  thinkingConfig: z.object({ includeThoughts: yesOrNo }).nullish(),
});
export type GenerationConfig = z.output<typeof generationConfig>;

/**
 * A request for content, strict in the fields that mean something here. What else Google's wire has (system instructions, tools,
 * safety settings, temperature), explicit nulls and unknown fields are ignored.
 */
export const contentRequest = z.object({
  /** Read further in `contents.ts`: only what the user says last must be right in every part. */
  contents: z.unknown().optional(),
  generationConfig: generationConfig.nullish(),
});

/** What the picture is to be like, in our words. */
export function wishesOf({
  seed,
  imageConfig,
}: GenerationConfig): Omit<GenerationRequest, 'model' | 'prompt' | 'images'> {
  return {
    aspectRatio: imageConfig?.aspectRatio ?? undefined,
    resolution: imageConfig?.imageSize ?? undefined,
    seed: seed ?? undefined,
  };
}
