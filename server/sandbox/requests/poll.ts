import { z } from 'zod';

/** What the older clients send back: the submit's or the last poll's items, as they came. */
const operationItem = z.strictObject({
  operation: z.strictObject({
    name: z.string().min(1),
    metadata: z.unknown().optional(),
    error: z.unknown().optional(),
  }),
  sceneId: z.string().optional(),
  status: z.string().optional(),
  mediaGenerationId: z.string().optional(),
});
const mediaItem = z.strictObject({ name: z.string().min(1), projectId: z.string().optional() });

/** `video:batchCheckAsyncVideoGenerationStatus` in either shape. @see docs/wire.md, §9 */
export const statusCheck = z
  .strictObject({ operations: z.array(operationItem).min(1).optional(), media: z.array(mediaItem).min(1).optional() })
  .refine((check) => check.operations ?? check.media, { path: ['operations'], message: 'Nothing is asked about.' });

/** `flow:batchDeleteAssets`. @see docs/wire.md, §11 */
export const deleteAssets = z.strictObject({ mediaIds: z.array(z.string().min(1)).min(1) });

/** `flowMedia:cancelGeneration`. */
export const cancelGeneration = z.strictObject({ mediaId: z.string().min(1) });
