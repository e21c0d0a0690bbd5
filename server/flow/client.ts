import { ServiceError } from '../../schema/errors.ts';
import { createEgress, type Egress } from './egress.ts';
import { createExchange, MEDIA_REPLY_BYTES, type WireReply } from './exchange.ts';
import { createLabsCalls } from './labs.ts';
import { allowMedia } from './media-hosts.ts';
import { locate } from './media-location.ts';
import { createMediaOpen } from './media-open.ts';
import { createMediaResolve } from './media-resolve.ts';
import type { CallKind, FlowCall, FlowClientOptions } from './options.ts';
import { readApi } from './read-reply.ts';
import { creditsReply, imageReply, uploadReply, upsampledImageReply, videoReply } from './replies.ts';
import {
  type ApiRequest,
  imageRequest,
  pollRequest,
  type Stamp,
  uploadRequest,
  upsampleImageRequest,
  videoRequest,
} from './requests.ts';
import { createSessionCall } from './session.ts';
import type { Credits, FlowClient, MediaLocation, OperationRef, PollResult, VideoStarted } from './types.ts';
import { readStarted, readStatuses } from './video-replies.ts';

/** Room for one polled video in an answer, beside the usual bound: what it echoes of the prompt, and its addresses. */
const POLLED_BYTES = 64 * 1024;

/**
 * The client for Flow's wire, over connections of its own unless ways out are given. Nothing is connected before the first call.
 * @throws ServiceError `proxy_failed` when a proxy setting does not parse
 */
export function createFlowClient(options: FlowClientOptions, egress: Egress = createEgress(options)): FlowClient {
  const { now, newId, wireProfile } = options;
  const labsBaseUrl = options.labsBaseUrl.replace(/\/+$/, '');
  const apiBaseUrl = options.apiBaseUrl.replace(/\/+$/, '');
  const isAllowed = allowMedia(options.mediaHosts, [labsBaseUrl, apiBaseUrl]);
  const exchange = createExchange(egress, options);
  let closing: Promise<void> | null = null;

  const stamp = (): Stamp => ({ profile: wireProfile, now: now(), newId });

  function post<T>({ call, kind, accessToken, request, maxBytes, read, signal }: Post<T>): Promise<T> {
    const url = `${apiBaseUrl}${request.path}`;
    const headers = { authorization: `Bearer ${accessToken}` };
    const bound = maxBytes === undefined ? {} : { maxBytes };
    return exchange({ call, kind, method: 'POST', url, headers, body: request.body, ...bound }, read, signal);
  }

  function balance(kind: 'control' | 'probe', accessToken: string, signal?: AbortSignal): Promise<Credits> {
    const headers = { authorization: `Bearer ${accessToken}` };
    const read = (reply: WireReply): Credits => {
      const balance = readApi(reply, creditsReply, now());
      return { credits: balance.credits ?? 0, tier: balance.userPaygateTier };
    };
    return exchange({ call: 'credits', kind, method: 'GET', url: `${apiBaseUrl}/credits`, headers }, read, signal);
  }

  const uploadImage: FlowClient['uploadImage'] = async (caller, image, signal) =>
    post({
      call: 'uploadImage',
      kind: 'upload',
      accessToken: caller.accessToken,
      request: uploadRequest(stamp(), caller, image),
      read: (reply) => {
        const uploaded = readApi(reply, uploadReply, now());
        const mediaId = uploaded.media?.name || uploaded.mediaGenerationId?.mediaGenerationId;
        return mediaId || lacks('the id of the uploaded image');
      },
      signal,
    });

  const generateImage: FlowClient['generateImage'] = async (caller, submit, signal) =>
    post({
      call: 'generateImage',
      kind: 'image',
      accessToken: caller.accessToken,
      request: imageRequest(stamp(), caller, submit),
      maxBytes: MEDIA_REPLY_BYTES,
      read: (reply) => readImage(reply, now()),
      signal,
    });

  const upsampleImage: FlowClient['upsampleImage'] = async (caller, of, signal) =>
    post({
      call: 'upsampleImage',
      kind: 'upsample',
      accessToken: caller.accessToken,
      request: upsampleImageRequest(stamp(), caller, of),
      maxBytes: MEDIA_REPLY_BYTES,
      read: (reply) => {
        const { encodedImage } = readApi(reply, upsampledImageReply, now());
        // The id is the source's, which stays what the image can be found by.
        return locate({ mediaId: of.mediaId, base64: encodedImage, mimeType: 'image/jpeg' }) ?? lacks('the image');
      },
      signal,
    });

  const startVideo: FlowClient['startVideo'] = async (caller, submit, signal) =>
    post<VideoStarted>({
      call: 'startVideo',
      kind: 'submit',
      accessToken: caller.accessToken,
      request: videoRequest(stamp(), caller, submit),
      // A video that was enlarged before comes back at once, inside the answer.
      ...(submit.operation === 'upsample' ? { maxBytes: MEDIA_REPLY_BYTES } : {}),
      read: (reply) => readStarted(readApi(reply, videoReply, now()), caller.projectId),
      signal,
    });

  const pollVideos: FlowClient['pollVideos'] = async (accessToken, operations, signal) => {
    const shapes = (['operations', 'media'] as const).filter((shape) => operations.some((one) => one.shape === shape));
    const results = await Promise.all(shapes.map((shape) => pollShape(accessToken, shape, operations, signal)));
    return {
      statuses: new Map(results.flatMap(({ statuses }) => [...statuses])),
      remainingCredits: results.find((result) => result.remainingCredits !== null)?.remainingCredits ?? null,
    };
  };

  function pollShape(
    accessToken: string,
    shape: OperationRef['shape'],
    all: readonly OperationRef[],
    signal?: AbortSignal,
  ): Promise<PollResult> {
    const operations = all.filter((one) => one.shape === shape);
    return post({
      call: 'pollVideos',
      kind: 'poll',
      accessToken,
      request: pollRequest(shape, operations),
      maxBytes: Math.max(MEDIA_REPLY_BYTES, operations.length * POLLED_BYTES),
      read: (reply) => readStatuses(readApi(reply, videoReply, now())),
      signal,
    });
  }

  const media = createMediaResolve({ exchange, labsBaseUrl, apiBaseUrl, isAllowed, now });

  return {
    session: createSessionCall({ exchange, labsBaseUrl, now }),
    ...createLabsCalls({ exchange, labsBaseUrl, now }),
    credits: (accessToken, signal) => balance('control', accessToken, signal),
    probe: (accessToken) => balance('probe', accessToken),
    uploadImage,
    generateImage,
    upsampleImage,
    startVideo,
    pollVideos,
    resolveMedia: media.resolve,
    resolveThumbnail: media.resolveThumbnail,
    readMedia: media.read,
    openMedia: createMediaOpen({ route: egress.media, isAllowed, options }),
    close() {
      closing ??= egress.close();
      return closing;
    },
  };
}

interface Post<T> {
  call: FlowCall;
  kind: CallKind;
  accessToken: string;
  request: ApiRequest;
  maxBytes?: number;
  read: (reply: WireReply) => T;
  signal: AbortSignal | undefined;
}

/** @see docs/wire.md, §7: an empty list is how the upstream says that it filtered the picture out. */
function readImage(reply: WireReply, now: number): MediaLocation {
  const { media } = readApi(reply, imageReply, now);
  if (media == null) return lacks('the image');
  if (media.length === 0) {
    const message =
      'Google made no image for this prompt: its content filter took it out. Change the prompt or the image.';
    throw new ServiceError('content_rejected', message, {
      reason: 'FILTERED',
      outcome: 'refused',
      upstreamStatus: reply.status,
    });
  }
  for (const entry of media) {
    const image = entry?.image;
    const found = locate({
      mediaId: entry?.name,
      url: image?.generatedImage?.fifeUrl || image?.fifeUrl,
      base64: image?.generatedImage?.encodedImage || image?.encodedImage,
      mimeType: 'image/jpeg',
    });
    if (found !== null) return found;
  }
  return lacks('the image');
}

function lacks(what: string): never {
  throw new ServiceError('upstream_malformed', `Google took the request, but its answer lacks ${what}.`, {
    outcome: 'unknown',
  });
}
