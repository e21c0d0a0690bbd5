import type { ModelVariant, ReferenceRole } from '../../schema/catalogue.ts';
import { type ErrorCode, ServiceError } from '../../schema/errors.ts';
import type { InputImage } from '../../schema/generation.ts';
import type { Reference } from '../flow/types.ts';
import type { Access } from '../tokens/types.ts';
import type { GenerationDeps } from './deps.ts';
import { pause } from './pause.ts';

/** Pauses before an upload is tried again; after the last one its failure is that of the attempt. */
const PAUSES_MS = [250, 1_000];
/** When the upstream asks for a longer wait than this, another try within it would only annoy. */
const MAX_ASKED_WAIT_MS = 2_000;
/** Not an answer of unknown form: what one account alone meets would count for a change of the wire, which stops uploads for all. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['upstream_unavailable', 'upstream_timeout']);

/**
 * Uploads a job's pictures to the account that will use them, in order. Nothing is spent by this, so an upload that fails
 * of something that passes is tried again.
 * @throws ServiceError `content_rejected` when the upstream refuses a picture
 */
export async function uploadReferences(
  { media, schedule }: Pick<GenerationDeps, 'media' | 'schedule'>,
  access: Access,
  variant: ModelVariant,
  images: readonly InputImage[],
  signal: AbortSignal,
): Promise<Reference[]> {
  async function upload(image: InputImage): Promise<string> {
    const bytes = await media.readInput(image);
    const picture = { bytes, mimeType: image.mimeType, aspectRatio: variant.aspectRatio };
    for (const delayMs of PAUSES_MS) {
      try {
        return await access.flow.uploadImage(access, picture, signal);
      } catch (cause) {
        if (signal.aborted || !mayPass(ServiceError.from(cause))) throw cause;
        await pause(schedule, delayMs, signal);
      }
    }
    return access.flow.uploadImage(access, picture, signal);
  }

  const references: Reference[] = [];
  for (const [index, image] of images.entries()) {
    references.push({ mediaId: await upload(image), role: roleOf(variant, index) });
  }
  return references;
}

function mayPass({ code, retryAfterMs = 0 }: ServiceError): boolean {
  return PASSING.has(code) && retryAfterMs <= MAX_ASKED_WAIT_MS;
}

/** First and last frame of a clip, or plain references. */
function roleOf(variant: ModelVariant, index: number): ReferenceRole {
  if (variant.mode !== 'i2v') return 'reference';
  return index === 0 ? 'start' : 'end';
}
