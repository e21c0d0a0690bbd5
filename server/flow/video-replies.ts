import { ServiceError } from '../../schema/errors.ts';
import { type LateError, readLateRefusal } from './error-bodies.ts';
import { refusalError } from './errors.ts';
import { readAll } from './lenient.ts';
import { locate } from './media-location.ts';
import { type MediaEntry, mediaEntry, type OperationEntry, operationEntry, type VideoReply } from './replies.ts';
import { type Progress, progressOf } from './statuses.ts';
import type { OperationStatus, PollResult, VideoStarted } from './types.ts';

const MP4 = 'video/mp4';

/**
 * Reads the answer to a video submit, in either shape. The new shape is preferred when both are there, since that is how it is polled.
 * @throws ServiceError the failure that the answer tells, or `upstream_malformed` (outcome unknown) when nothing in it names the work
 */
export function readStarted(reply: VideoReply, askedProjectId: string): VideoStarted {
  const remainingCredits = reply.remainingCredits ?? null;
  for (const entry of readAll(mediaEntry, reply.media)) {
    if (!entry?.name) continue;
    const projectId = entry.projectId || askedProjectId;
    return { operation: { name: entry.name, sceneId: null, projectId, shape: 'media' }, media: null, remainingCredits };
  }
  for (const entry of readAll(operationEntry, reply.operations)) {
    const name = entry?.operation?.name;
    if (name) {
      const sceneId = entry.sceneId || null;
      return {
        operation: { name, sceneId, projectId: askedProjectId, shape: 'operations' },
        media: null,
        remainingCredits,
      };
    }
    const ended = entry === null ? null : operationStatus(entry);
    if (ended?.state === 'failed') throw ended.error;
    if (ended?.state === 'succeeded') return { operation: null, media: ended.media, remainingCredits };
  }
  throw new ServiceError(
    'upstream_malformed',
    'Google took the request and answered without naming the work it started.',
    {
      outcome: 'unknown',
    },
  );
}

/**
 * Reads the answer to a poll, in either shape. An entry that cannot be read is left out, which means still running.
 * @throws ServiceError `upstream_malformed` when not one entry can be read
 */
export function readStatuses(reply: VideoReply): PollResult {
  const statuses = new Map<string, OperationStatus>();
  for (const entry of readAll(operationEntry, reply.operations)) {
    const name = entry?.operation?.name;
    if (name) statuses.set(name, operationStatus(entry));
  }
  for (const entry of readAll(mediaEntry, reply.media)) {
    if (entry?.name) statuses.set(entry.name, mediaStatus(entry));
  }
  if (statuses.size === 0) {
    throw new ServiceError('upstream_malformed', 'Google answered a poll without naming any of the videos asked for.', {
      outcome: 'unknown',
    });
  }
  return { statuses, remainingCredits: reply.remainingCredits ?? null };
}

function operationStatus(entry: OperationEntry): OperationStatus {
  const error = entry.operation?.error ?? entry.error;
  const progress = progressFrom(entry.status, error);
  if (progress === 'running') return running(entry.status);
  if (progress === 'failed') return failed(error, null);
  const metadata = entry.operation?.metadata ?? entry.metadata;
  const video = metadata?.video ?? entry.video;
  return succeeded({
    mediaId: entry.mediaGenerationId ?? video?.mediaGenerationId ?? metadata?.name,
    url: video?.fifeUrl,
    base64: entry.rawBytes ?? video?.encodedVideo,
  });
}

function mediaStatus(entry: MediaEntry): OperationStatus {
  const status = entry.mediaMetadata?.mediaStatus;
  const progress = progressFrom(status?.mediaGenerationStatus, status?.error);
  if (progress === 'running') return running(status?.mediaGenerationStatus);
  if (progress === 'failed') {
    const filtered = entry.mediaMetadata?.visibility === 'FILTERED' ? 'FILTERED' : null;
    return failed(status?.error, status?.failureReasons?.find((reason) => reason) ?? filtered);
  }
  const { video } = entry;
  return succeeded({
    mediaId: entry.name,
    url: video?.generatedVideo?.fifeUrl ?? video?.fifeUrl,
    base64: video?.encodedVideo,
  });
}

/** An error that comes without a status is an end too; an empty one tells nothing. */
function progressFrom(status: string | null | undefined, error: LateError | null | undefined): Progress {
  return !status && (error?.code || error?.message) ? 'failed' : progressOf(status);
}

function running(upstreamStatus: string | null | undefined): OperationStatus {
  return { state: 'running', upstreamStatus: upstreamStatus ?? 'MEDIA_GENERATION_STATUS_UNSPECIFIED' };
}

function failed(...told: Parameters<typeof readLateRefusal>): OperationStatus {
  return { state: 'failed', error: refusalError(readLateRefusal(...told)) };
}

/** Success without an address keeps its media id, by which one can be asked for; success with nothing at all is a failure. */
function succeeded(found: Omit<Parameters<typeof locate>[0], 'mimeType'>): OperationStatus {
  const media = locate({ ...found, mimeType: MP4 });
  if (media !== null) return { state: 'succeeded', media };
  const message = 'Google says that the video is done, but not where it is.';
  return { state: 'failed', error: new ServiceError('upstream_malformed', message, { outcome: 'unknown' }) };
}
