import type { ModelVariant, ReferenceRole } from '../../schema/catalogue.ts';
import type { InputImage } from '../../schema/generation.ts';
import type { Reference } from '../flow/types.ts';
import type { Access } from '../tokens/types.ts';
import type { GenerationDeps } from './deps.ts';

/**
 * Uploads a job's pictures to the account that will use them, in order. Nothing is spent by this.
 * @throws ServiceError `content_rejected` when the upstream refuses a picture
 */
export async function uploadReferences(
  { media }: Pick<GenerationDeps, 'media'>,
  access: Access,
  variant: ModelVariant,
  images: readonly InputImage[],
): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const [index, image] of images.entries()) {
    const bytes = await media.readInput(image);
    const mediaId = await access.flow.uploadImage(access, {
      bytes,
      mimeType: image.mimeType,
      aspectRatio: variant.aspectRatio,
    });
    references.push({ mediaId, role: roleOf(variant, index) });
  }
  return references;
}

/** First and last frame of a clip, or plain references. */
function roleOf(variant: ModelVariant, index: number): ReferenceRole {
  if (variant.mode !== 'i2v') return 'reference';
  return index === 0 ? 'start' : 'end';
}
