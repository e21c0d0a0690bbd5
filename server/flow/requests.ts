import type { AspectRatio, UpstreamOperation } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { StoredBytes } from './stored-bytes.ts';
import type { Caller, ImageSubmit, OperationRef, VideoSubmit, WireProfile } from './types.ts';

/** What a request is stamped with beside its content. */
export interface Stamp {
  profile: WireProfile;
  /** Unix milliseconds, written into the session id. */
  now: number;
  /** A fresh UUID. */
  newId: () => string;
}

/** A request of the bearer host: what follows the base address, and the JSON body. Bytes in the body travel as base64. */
export interface ApiRequest {
  path: string;
  body: object;
}

const TOOL = 'PINHOLE';
const EXTENSION: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };
const VIDEO_OPERATION: Record<UpstreamOperation, string> = {
  text: 'batchAsyncGenerateVideoText',
  'start-image': 'batchAsyncGenerateVideoStartImage',
  'start-end-image': 'batchAsyncGenerateVideoStartAndEndImage',
  'reference-images': 'batchAsyncGenerateVideoReferenceImages',
  upsample: 'batchAsyncGenerateVideoUpsampleVideo',
};

/** The `sessionId` of the wire: a semicolon and the time. @see docs/wire.md, §1 */
function sessionId(now: number): string {
  return `;${now}`;
}

/** @see docs/wire.md, §6. The media type is the one that the bytes have: the upstream believes it. */
export function uploadRequest(
  { profile, now }: Stamp,
  { projectId }: Caller,
  image: { bytes: StoredBytes; mimeType: string; aspectRatio: AspectRatio },
): ApiRequest {
  const { bytes, mimeType } = image;
  if (profile === 'seed') {
    const { aspectRatio } = uploadScope(profile, { projectId, aspectRatio: image.aspectRatio });
    return {
      path: ':uploadUserImage',
      body: {
        imageInput: { rawImageBytes: bytes, mimeType, isUserUploaded: true, aspectRatio },
        clientContext: { sessionId: sessionId(now), tool: 'ASSET_MANAGER' },
      },
    };
  }
  return {
    path: '/flow/uploadImage',
    body: {
      clientContext: { sessionId: sessionId(now), tool: TOOL, projectId },
      fileName: `up_${now}.${EXTENSION[mimeType] ?? 'img'}`,
      imageBytes: bytes,
      isHidden: false,
      isUserUploaded: true,
      mimeType,
    },
  };
}

/**
 * What an upload is tied to, and so within which it can be used again: in the seed era to the shape that it is cropped to
 * and no project, since then to its project and no shape. @see docs/wire.md, §6
 */
export function uploadScope(
  profile: WireProfile,
  { projectId, aspectRatio }: Pick<Caller, 'projectId'> & { aspectRatio: AspectRatio },
): { projectId: string; aspectRatio: AspectRatio } {
  if (profile === 'current') return { projectId, aspectRatio: 'IMAGE_ASPECT_RATIO_UNSPECIFIED' };
  return { projectId: '', aspectRatio: aspectRatio.replace(/^VIDEO_/, 'IMAGE_') as AspectRatio };
}

/** @see docs/wire.md, §7 */
export function imageRequest(stamp: Stamp, { projectId }: Caller, submit: ImageSubmit): ApiRequest {
  const { profile, now, newId } = stamp;
  const path = `/projects/${encodeURIComponent(projectId)}/flowMedia:batchGenerateImages`;
  const common = {
    seed: submit.seed,
    imageModelName: submit.modelKey,
    imageAspectRatio: submit.aspectRatio,
    imageInputs: submit.references.map((name) => ({ name, imageInputType: 'IMAGE_INPUT_TYPE_REFERENCE' })),
  };
  if (profile === 'seed') {
    return {
      path,
      body: { requests: [{ clientContext: { sessionId: sessionId(now) }, ...common, prompt: submit.prompt }] },
    };
  }
  const clientContext = { sessionId: sessionId(now), projectId, tool: TOOL };
  return {
    path,
    body: {
      clientContext,
      mediaGenerationContext: { batchId: newId() },
      useNewMedia: true,
      requests: [{ clientContext, ...common, structuredPrompt: { parts: [{ text: submit.prompt }] } }],
    },
  };
}

/** The same in both profiles: it exists since the current one only. @see docs/wire.md, §7.1 */
export function upsampleImageRequest(
  { now }: Stamp,
  caller: Caller,
  of: { mediaId: string; resolution: string },
): ApiRequest {
  return {
    path: '/flow/upsampleImage',
    body: {
      mediaId: of.mediaId,
      targetResolution: of.resolution,
      clientContext: {
        sessionId: sessionId(now),
        projectId: caller.projectId,
        tool: TOOL,
        userPaygateTier: caller.tier,
      },
    },
  };
}

/**
 * @see docs/wire.md, §8
 * @throws ServiceError `internal_error` when the submit lacks an image or a source that its operation needs
 */
export function videoRequest(stamp: Stamp, caller: Caller, submit: VideoSubmit): ApiRequest {
  const path = `/video:${VIDEO_OPERATION[submit.operation]}`;
  const upsample = submit.operation === 'upsample';
  const context = {
    sessionId: sessionId(stamp.now),
    projectId: caller.projectId,
    tool: TOOL,
    userPaygateTier: caller.tier,
  };
  const request = {
    aspectRatio: submit.aspectRatio,
    seed: submit.seed,
    videoModelKey: submit.modelKey,
    ...inputsOf(submit),
  };
  if (stamp.profile === 'seed') {
    const clientContext = upsample ? { sessionId: context.sessionId } : context;
    const textInput = upsample ? {} : { textInput: { prompt: submit.prompt } };
    return {
      path,
      body: { clientContext, requests: [{ ...request, ...textInput, metadata: { sceneId: stamp.newId() } }] },
    };
  }
  const textInput = upsample ? {} : { textInput: { structuredPrompt: { parts: [{ text: submit.prompt }] } } };
  return {
    path,
    body: {
      mediaGenerationContext: { batchId: stamp.newId(), audioFailurePreference: 'BLOCK_SILENCED_VIDEOS' },
      clientContext: context,
      requests: [{ ...request, ...textInput, metadata: {} }],
      useV2ModelConfig: true,
    },
  };
}

/** One poll for operations of one shape, in that shape. @see docs/wire.md, §9 */
export function pollRequest(shape: OperationRef['shape'], operations: readonly OperationRef[]): ApiRequest {
  const path = '/video:batchCheckAsyncVideoGenerationStatus';
  if (shape === 'media')
    return { path, body: { media: operations.map(({ name, projectId }) => ({ name, projectId })) } };
  const status = 'MEDIA_GENERATION_STATUS_PENDING';
  return {
    path,
    body: {
      operations: operations.map(({ name, sceneId }) => ({
        operation: { name },
        ...(sceneId === null ? {} : { sceneId }),
        status,
      })),
    },
  };
}

function inputsOf({ operation, references, source }: VideoSubmit): object {
  switch (operation) {
    case 'text':
      return {};
    case 'start-image':
      return { startImage: frame(references, 'start') };
    case 'start-end-image':
      return { startImage: frame(references, 'start'), endImage: frame(references, 'end') };
    case 'reference-images':
      return {
        referenceImages: references.map(({ mediaId }) => ({ imageUsageType: 'IMAGE_USAGE_TYPE_ASSET', mediaId })),
      };
    case 'upsample':
      if (source === undefined) throw lacking('a video to enlarge');
      return { resolution: source.resolution, videoInput: { mediaId: source.mediaId } };
    default:
      return operation satisfies never;
  }
}

function frame(references: VideoSubmit['references'], role: 'start' | 'end'): { mediaId: string } {
  const image = references.find((reference) => reference.role === role);
  if (image === undefined) throw lacking(`an image for its ${role}`);
  return { mediaId: image.mediaId };
}

function lacking(what: string): ServiceError {
  return new ServiceError('internal_error', `This kind of video needs ${what}, and none was given.`);
}
