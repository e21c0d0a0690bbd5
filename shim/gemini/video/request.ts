import { z } from 'zod';
import type { GenerationRequest } from '../../../schema/generation.ts';
import { spokenNumber, wholeNumber, wish } from '../../fields.ts';

/** As many as Google's wire has. */
const MOST_AT_ONCE = 4;

const parameters = z.object({
  sampleCount: wholeNumber({ min: 1, max: MOST_AT_ONCE }),
  aspectRatio: wish.nullish(),
  durationSeconds: spokenNumber.nullish(),
  resolution: wish.nullish(),
  seed: wholeNumber(),
});
export type VideoParameters = z.output<typeof parameters>;

/**
 * A request of Veo's wire, strict in the fields that mean something here. The others (negative prompts, audio, people, webhooks,
 * buckets), unknown fields and explicit nulls are ignored.
 */
export const videoRequest = z.object({
  /** A list of one, as Google has it, or that one by itself; read further in `order.ts`. */
  instances: z.unknown(),
  parameters: parameters.nullish(),
});

const filled = z.string().min(1, 'must not be empty');
const picture = z.object({
  bytesBase64Encoded: filled.nullish(),
  inlineData: z.object({ data: filled }).nullish(),
  uri: filled.nullish(),
  fileUri: filled.nullish(),
  gcsUri: filled.nullish(),
});
export type VideoPicture = z.output<typeof picture>;

export const videoInstance = z.object({
  prompt: z.string().nullish(),
  image: picture.nullish(),
  lastFrame: picture.nullish(),
  referenceImages: z.array(z.object({ image: picture, referenceType: z.string().nullish() })).nullish(),
  video: z.unknown().optional(),
  mask: z.unknown().optional(),
});
export type VideoInstance = z.output<typeof videoInstance>;

/** What the video is to be like, in our words. */
export function wishesOf({
  aspectRatio,
  durationSeconds,
  resolution,
  seed,
}: VideoParameters): Omit<GenerationRequest, 'model' | 'prompt' | 'images'> {
  return {
    aspectRatio: aspectRatio ?? undefined,
    seconds: durationSeconds ?? undefined,
    resolution: resolution ?? undefined,
    seed: seed ?? undefined,
  };
}
