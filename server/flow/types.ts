import type { AspectRatio, ReferenceRole, Tier, UpstreamOperation } from '../../schema/catalogue.ts';
import type { StoredBytes } from './stored-bytes.ts';

/** How requests are written: `seed` is the wire of late 2025, `current` that of 2026. Replies of either shape are always understood. */
export type WireProfile = 'seed' | 'current';

/** What the bearer host needs to know about the account that a call is made for. */
export interface Caller {
  accessToken: string;
  /** Shown to the upstream as `userPaygateTier`. */
  tier: Tier;
  projectId: string;
}

/** Flow's answer to the session call. `sessionToken` is set only when the upstream rotated the cookie: store it. */
export interface Session {
  accessToken: string;
  /** End of the session as the upstream states it, Unix milliseconds; the access token may die sooner. */
  expiresAt: number;
  email: string;
  name: string | null;
  sessionToken: string | null;
}

export interface Credits {
  credits: number;
  tier: Tier;
}

/** An uploaded reference image, opaque to us, with what the generation asks of it. */
export interface Reference {
  mediaId: string;
  role: ReferenceRole;
}

export interface ImageSubmit {
  modelKey: string;
  prompt: string;
  aspectRatio: AspectRatio;
  seed: number;
  references: readonly string[];
}

export interface VideoSubmit {
  operation: UpstreamOperation;
  modelKey: string;
  prompt: string;
  aspectRatio: AspectRatio;
  seed: number;
  references: readonly Reference[];
  /** For `upsample` only: the media to enlarge and the size to reach, for example `VIDEO_RESOLUTION_1080P`. */
  source?: { mediaId: string; resolution: string } | undefined;
}

/** Where finished bytes can be had. `url` is a signed address that dies at `urlExpiresAt` (Unix milliseconds, null when not stated). */
export interface MediaLocation {
  mediaId: string | null;
  url: string | null;
  urlExpiresAt: number | null;
  /** The bytes themselves, when the upstream put them into its answer. */
  inline: { base64: string; mimeType: string } | null;
}

/** Work in progress upstream: everything a later poll needs, as plain JSON so that it can be stored and survive a restart. */
export interface OperationRef {
  name: string;
  sceneId: string | null;
  projectId: string;
  /** The reply shape it came in, which is the shape to poll it in. */
  shape: 'operations' | 'media';
}

export interface VideoStarted {
  /** Absent when the upstream answered at once with the finished bytes. */
  operation: OperationRef | null;
  media: MediaLocation | null;
  /** The account's balance after this submit; null when the upstream did not say. */
  remainingCredits: number | null;
}

export type OperationStatus =
  | { state: 'running'; upstreamStatus: string }
  | { state: 'succeeded'; media: MediaLocation }
  | { state: 'failed'; error: import('../../schema/errors.ts').ServiceError };

export interface PollResult {
  /** One entry per operation that the upstream answered for, by operation name; one that it left out is still running. */
  statuses: ReadonlyMap<string, OperationStatus>;
  remainingCredits: number | null;
}

/** A readable body together with what the headers said about it. The reader must drain or destroy it. */
export interface MediaStream {
  body: import('node:stream').Readable;
  contentType: string | null;
  contentLength: number | null;
}

/**
 * Flow, seen from here: one method per call of the wire. Every method throws ServiceError only, mapped by the error
 * table (docs/wire.md); `signal` aborts the call. Submitting methods never repeat themselves.
 */
export interface FlowClient {
  /** @throws ServiceError `token_expired` when the upstream answers 200 without an access token (the cookie is dead). */
  session(sessionToken: string, signal?: AbortSignal): Promise<Session>;
  /** Makes a project and returns its id. Cookie call. */
  createProject(sessionToken: string, title: string, signal?: AbortSignal): Promise<string>;
  deleteProject(sessionToken: string, projectId: string, signal?: AbortSignal): Promise<void>;
  credits(accessToken: string, signal?: AbortSignal): Promise<Credits>;
  /**
   * The same, to find out soon whether anything is answered: with little patience, over a connection of its own.
   * @throws ServiceError `proxy_failed` when it is the proxy that lets nobody through in time
   */
  probe(accessToken: string): Promise<Credits>;
  /** Uploads a reference image and returns its media id. */
  uploadImage(
    caller: Caller,
    image: { bytes: StoredBytes; mimeType: string; aspectRatio: AspectRatio },
    signal?: AbortSignal,
  ): Promise<string>;
  /** Synchronous upstream: resolves with the finished image. */
  generateImage(caller: Caller, request: ImageSubmit, signal?: AbortSignal): Promise<MediaLocation>;
  /** Synchronous; `resolution` for example `UPSAMPLE_IMAGE_RESOLUTION_2K`. Answers inline bytes. */
  upsampleImage(
    caller: Caller,
    request: { mediaId: string; resolution: string },
    signal?: AbortSignal,
  ): Promise<MediaLocation>;
  startVideo(caller: Caller, request: VideoSubmit, signal?: AbortSignal): Promise<VideoStarted>;
  /** One call for all open operations of an account (both shapes are asked separately when mixed). */
  pollVideos(accessToken: string, operations: readonly OperationRef[], signal?: AbortSignal): Promise<PollResult>;
  /** A fresh signed address for a finished media id, by the labs redirect (cookie) or, failing that, by media read (bearer). */
  resolveMedia(
    auth: { sessionToken: string; accessToken: string },
    mediaId: string,
    kind: 'image' | 'video',
    signal?: AbortSignal,
  ): Promise<MediaLocation>;
  /** Where the upstream's own small picture of a finished video can be had (a JPEG), by the labs redirect (cookie). */
  resolveThumbnail(auth: { sessionToken: string }, mediaId: string, signal?: AbortSignal): Promise<MediaLocation>;
  /** What the bearer host itself has of a medium, an address or the bytes: for when the host of the addresses can not be reached. */
  readMedia(
    accessToken: string,
    mediaId: string,
    kind: 'image' | 'video',
    signal?: AbortSignal,
  ): Promise<MediaLocation>;
  /** Opens the bytes behind an address. Only configured origins and media hosts are fetched. @throws ServiceError `media_unavailable`. */
  openMedia(url: string, signal?: AbortSignal): Promise<MediaStream>;
  deleteMedia(sessionToken: string, mediaIds: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Closes the connection pools. */
  close(): Promise<void>;
}
