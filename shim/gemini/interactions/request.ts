import { z } from 'zod';
import { wholeNumber, wish, yesOrNo } from '../../fields.ts';

const generationConfig = z.object({
  seed: wholeNumber(),
  /** The older place of what stands in the format now. */
  image_config: z.object({ aspect_ratio: wish.nullish(), image_size: wish.nullish() }).nullish(),
  video_config: z.object({ task: wish.nullish() }).nullish(),
});

/**
 * A request for an interaction, strict in the fields that mean something here. What else Google's wire has (system instructions,
 * tools, safety settings, labels, webhooks, `store`), explicit nulls and unknown fields are ignored.
 */
export const interactionRequest = z.object({
  model: z.string().nullish(),
  agent: z.unknown().optional(),
  /** Read further in `input.ts`: only what the user says last must be right in every part. */
  input: z.unknown(),
  /** Read further in `response-format.ts`: which of several counts depends on the model. */
  response_format: z.unknown().optional(),
  response_modalities: z.array(wish).nullish(),
  generation_config: generationConfig.nullish(),
  previous_interaction_id: z.string().nullish(),
  continuation_token: z.unknown().optional(),
  /** Answer at once; the result is to be fetched. */
  background: yesOrNo,
  stream: yesOrNo,
});
export type InteractionRequest = z.output<typeof interactionRequest>;
