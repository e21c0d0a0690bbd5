import { z } from 'zod';
import type { GenerationRequest } from '../../schema/generation.ts';
import { spokenNumber, wish } from '../fields.ts';

const text = z.string().nullish();

/** Messages are read further by who speaks (`turn.ts`): only the last user's words must be right in every part. */
const message = z.looseObject({ role: z.string() });

/** A chat request, strict in the fields that mean something here. Unknown fields and explicit nulls are ignored. */
export const chatRequest = z.object({
  model: z.string().min(1, 'must not be empty'),
  messages: z.array(message).min(1, 'must hold at least one message'),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, 'a chat answer is one generation; send several requests for several').nullish(),
  /** The predecessor's place for a picture: a data URL, an address, or bare base64. */
  image: text,
  size: wish.nullish(),
  aspect_ratio: wish.nullish(),
  aspectRatio: wish.nullish(),
  seconds: spokenNumber.nullish(),
  duration: spokenNumber.nullish(),
  quality: wish.nullish(),
  resolution: wish.nullish(),
  seed: z.int('must be a whole number').nullish(),
});
export type ChatRequest = z.output<typeof chatRequest>;
export type ChatMessage = z.output<typeof message>;

/** The wishes that stand beside the messages, in our words. */
export function wishesOf(request: ChatRequest): Omit<GenerationRequest, 'model' | 'prompt' | 'images'> {
  return {
    size: request.size ?? undefined,
    aspectRatio: request.aspect_ratio ?? request.aspectRatio ?? undefined,
    seconds: request.seconds ?? request.duration ?? undefined,
    quality: request.quality ?? undefined,
    resolution: request.resolution ?? undefined,
    seed: request.seed ?? undefined,
  };
}
