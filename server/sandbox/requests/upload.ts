import { z } from 'zod';
import { clientContext } from './common.ts';

/** `v1:uploadUserImage`, the older upload. @see docs/wire.md, §6.1 */
export const userImage = z.strictObject({
  imageInput: z.strictObject({
    rawImageBytes: z.string().min(1),
    mimeType: z.string().optional(),
    isUserUploaded: z.boolean().optional(),
    aspectRatio: z.enum([
      'IMAGE_ASPECT_RATIO_LANDSCAPE',
      'IMAGE_ASPECT_RATIO_PORTRAIT',
      'IMAGE_ASPECT_RATIO_SQUARE',
      'IMAGE_ASPECT_RATIO_LANDSCAPE_FOUR_THREE',
      'IMAGE_ASPECT_RATIO_PORTRAIT_THREE_FOUR',
      'IMAGE_ASPECT_RATIO_UNSPECIFIED',
    ]),
  }),
  clientContext: clientContext.optional(),
});

const share = z.number().min(0).max(1);

/** `flow/uploadImage`, the newer upload. @see docs/wire.md, §6.2 */
export const flowImage = z.strictObject({
  clientContext: clientContext.extend({ projectId: z.string() }),
  fileName: z.string().optional(),
  imageBytes: z.string().min(1),
  isHidden: z.boolean().optional(),
  isUserUploaded: z.boolean().optional(),
  mimeType: z.enum(['image/png', 'image/jpeg', 'image/webp']),
  cropCoordinates: z.strictObject({ top: share, left: share, bottom: share, right: share }).optional(),
  isNotIngredient: z.boolean().optional(),
  mediaGenerationContext: z.unknown().optional(),
  mediaIdSeed: z.unknown().optional(),
  workflowIdSeed: z.unknown().optional(),
  parentMediaGenerationId: z.string().optional(),
});
