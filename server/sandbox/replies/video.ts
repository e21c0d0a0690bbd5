import type { JobFailure, JobRecord, MediaRecord } from '../state/records.ts';
import { wholeSeconds } from './timestamps.ts';

/** Addresses of a finished video; null when success is told without one. */
export interface VideoAddresses {
  video: string;
  thumbnail: string;
}

/** A video together with its job and how that stands. */
export interface JobView {
  media: MediaRecord;
  job: JobRecord;
  /** Usually a `JobStatus`; a scripted fault may tell any. */
  status: string;
}

const TITLE_LENGTH = 40;
const longName = (status: string) => `MEDIA_GENERATION_STATUS_${status}`;

/** A submit's `operations[]` item, in both eras. @see docs/wire.md, §8 */
export const presentSubmitted = ({ job, status }: JobView, sceneId: string): object => ({
  operation: { name: job.operation },
  sceneId,
  status: longName(status),
});

/** An enlarged video that was there already: the answer of the seed era carries its bytes. */
export const presentAlreadyUpscaled = (media: MediaRecord, bytes: Uint8Array): object => ({
  mediaGenerationId: media.id,
  rawBytes: Buffer.from(bytes).toString('base64'),
  status: longName('SUCCESSFUL'),
});

/** A poll's item in the older shape. @see docs/wire.md, §9 */
export function presentOperation({ media, job, status }: JobView, addresses: VideoAddresses | null): object {
  const item = { sceneId: job.sceneId, status: longName(status) };
  if (status === 'FAILED') return { operation: { name: job.operation, error: job.failure }, ...item };
  if (status !== 'SUCCESSFUL') return { operation: { name: job.operation }, ...item };
  const metadata = {
    '@type': 'type.googleapis.com/google.internal.labs.aisandbox.v1.Media',
    name: media.id,
    video: presentSeedVideo(media, addresses),
  };
  return {
    operation: { name: job.operation, metadata },
    sceneId: job.sceneId,
    mediaGenerationId: media.id,
    status: item.status,
  };
}

/** The `video` block of the seed era, which media reads show too. */
export const presentSeedVideo = (media: MediaRecord, addresses: VideoAddresses | null): object => ({
  seed: media.seed,
  mediaGenerationId: media.id,
  prompt: media.prompt,
  ...(addresses && { fifeUrl: addresses.video }),
  mediaVisibility: 'PRIVATE',
  ...(addresses && { servingBaseUri: addresses.thumbnail }),
  model: media.modelKey,
  isLooped: false,
  aspectRatio: media.aspectRatio,
});

/** A submit's `media[]` item of the newer shape. */
export function presentSubmittedMedia({ media, status }: JobView): object {
  return {
    name: media.id,
    projectId: media.projectId,
    workflowId: media.workflowId,
    workflowStepId: 'CAE',
    mediaMetadata: {
      createTime: wholeSeconds(media.createdAt),
      mediaTitle: media.prompt.slice(0, TITLE_LENGTH),
      visibility: 'PRIVATE',
      requestData: {
        videoGenerationRequestData: {
          videoModelControlInput: { videoModelName: media.modelKey, videoAspectRatio: media.aspectRatio },
        },
        promptInputs: [],
      },
      mediaStatus: { mediaGenerationStatus: longName(status) },
    },
    video: { generatedVideo: presentCurrentVideo(media), dimensions: {} },
  };
}

/** A poll's item in the newer shape: it never carries an address. */
export function presentPolledMedia({ media, job, status }: JobView): object {
  const finished = status === 'SUCCESSFUL';
  return {
    name: media.id,
    projectId: media.projectId,
    workflowId: media.workflowId,
    mediaMetadata: {
      visibility: status === 'FAILED' && isPolicy(job.failure) ? 'FILTERED' : 'PRIVATE',
      mediaStatus: { mediaGenerationStatus: longName(status), ...(status === 'FAILED' && { error: job.failure }) },
    },
    video: {
      generatedVideo: presentCurrentVideo(media),
      dimensions: finished ? { width: media.width, height: media.height, length: `${media.seconds ?? 8}s` } : {},
    },
  };
}

const presentCurrentVideo = (media: MediaRecord): object => ({
  seed: media.seed,
  prompt: media.prompt,
  model: media.modelKey,
  isLooped: false,
  aspectRatio: media.aspectRatio,
});

const INVALID_ARGUMENT = 3;
/** Content refusals arrive as invalid arguments; everything else is the machinery's fault. */
const isPolicy = (failure: JobFailure | null): boolean => failure?.code === INVALID_ARGUMENT;
