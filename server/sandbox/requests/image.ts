import { z } from 'zod';
import { clientContext, mediaGenerationContext, seed, structuredPrompt, textOf } from './common.ts';

const imageRequest = z
  .strictObject({
    clientContext: clientContext.optional(),
    seed: seed.optional(),
    imageModelName: z.string().min(1),
    imageAspectRatio: z.enum([
      'IMAGE_ASPECT_RATIO_LANDSCAPE',
      'IMAGE_ASPECT_RATIO_PORTRAIT',
      'IMAGE_ASPECT_RATIO_SQUARE',
      'IMAGE_ASPECT_RATIO_LANDSCAPE_FOUR_THREE',
      'IMAGE_ASPECT_RATIO_PORTRAIT_THREE_FOUR',
      'IMAGE_ASPECT_RATIO_UNSPECIFIED',
    ]),
    prompt: z.string().optional(),
    structuredPrompt: structuredPrompt.optional(),
    imageInputs: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          imageInputType: z.enum(['IMAGE_INPUT_TYPE_REFERENCE', 'IMAGE_INPUT_TYPE_BASE_IMAGE']),
        }),
      )
      .default([]),
  })
  .refine((request) => textOf(request).trim() !== '', { path: ['prompt'], message: 'The prompt is empty.' });
export type ImageRequest = z.output<typeof imageRequest>;

/** `flowMedia:batchGenerateImages`, both eras' bodies in one. @see docs/wire.md, §7 */
export const imageBatch = z.strictObject({
  clientContext: clientContext.optional(),
  mediaGenerationContext: mediaGenerationContext.optional(),
  useNewMedia: z.boolean().optional(),
  requests: z.array(imageRequest).min(1).max(8),
});

/** `flow/upsampleImage`. @see docs/wire.md, §7.1 */
export const upsampleImage = z.strictObject({
  mediaId: z.string().min(1),
  targetResolution: z.enum(['UPSAMPLE_IMAGE_RESOLUTION_2K', 'UPSAMPLE_IMAGE_RESOLUTION_4K']),
  clientContext: clientContext.optional(),
});
