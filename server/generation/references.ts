import type { ModelVariant, ReferenceRole } from '../../schema/catalogue.ts';
import { type ErrorCode, ServiceError } from '../../schema/errors.ts';
import type { InputImage } from '../../schema/generation.ts';
import { uploadScope } from '../flow/requests.ts';
import type { Reference } from '../flow/types.ts';
import type { Access } from '../tokens/types.ts';
import type { GenerationDeps } from './deps.ts';
import { pause } from './pause.ts';
import type { Uploads } from './uploads.ts';

/** Pauses before an upload is tried again; after the last one its failure is that of the attempt. */
const PAUSES_MS = [250, 1_000];
/** When the upstream asks for a longer wait than this, another try within it would only annoy. */
const MAX_ASKED_WAIT_MS = 2_000;
/** Not an answer of unknown form: what one account alone meets would count for a change of the wire, which stops uploads for all. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['upstream_unavailable', 'upstream_timeout']);

export interface ReferenceDeps extends Pick<GenerationDeps, 'media' | 'schedule' | 'settings'> {
  uploads: Uploads;
}

/** A job's pictures in an account. */
export interface References {
  references: readonly Reference[];
  /** The upstream's ids of those that it had before the job, so that they may be gone. */
  reused: readonly string[];
}

/**
 * Brings a job's pictures to the account that will use them, in order; those that it has are not uploaded again. Nothing is
 * spent by this, so an upload that fails of something that passes is tried again.
 * @throws ServiceError `content_rejected` when the upstream refuses a picture
 */
export async function uploadReferences(
  { media, schedule, settings, uploads }: ReferenceDeps,
  access: Access,
  variant: ModelVariant,
  images: readonly InputImage[],
  signal: AbortSignal,
): Promise<References> {
  async function upload(image: InputImage): Promise<string> {
    const bytes = await media.inputBytes(image);
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

  const { tokenId, projectId } = access;
  const scope = uploadScope(settings().profile, { projectId, aspectRatio: variant.aspectRatio });
  const references: Reference[] = [];
  const made = new Set<string>();
  for (const [index, image] of images.entries()) {
    const key = { tokenId, sha256: image.sha256, ...scope };
    const uploaded = await uploads.idOf(key, () => upload(image), signal);
    references.push({ mediaId: uploaded.mediaId, role: roleOf(variant, index) });
    if (!uploaded.reused) made.add(uploaded.mediaId);
  }
  const reused = references.flatMap(({ mediaId }) => (made.has(mediaId) ? [] : [mediaId]));
  return { references, reused };
}

function mayPass({ code, retryAfterMs = 0 }: ServiceError): boolean {
  return PASSING.has(code) && retryAfterMs <= MAX_ASKED_WAIT_MS;
}

/** First and last frame of a clip, or plain references. */
function roleOf(variant: ModelVariant, index: number): ReferenceRole {
  if (variant.mode !== 'i2v') return 'reference';
  return index === 0 ? 'start' : 'end';
}
