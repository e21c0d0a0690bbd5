import type { ImageRole, MediaKind, Mode, Resolution } from './catalogue.ts';
import type { ErrorCode, SendOutcome } from './errors.ts';

/**
 * Where a job stands. `submit_unknown` is an end that only an operator can leave: the answer to a paid submit was lost,
 * so the job is never sent again by itself.
 */
export type GenerationState =
  | 'queued'
  | 'submitting'
  | 'running'
  | 'retrieving'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'submit_unknown';

const END_STATES = new Set<GenerationState>(['completed', 'failed', 'cancelled', 'submit_unknown']);

/** Whether a job in this state will not move again by itself. */
export function isEnded(state: GenerationState): boolean {
  return END_STATES.has(state);
}

/** A stored reference image of a job, in the order the caller gave them. */
export interface InputImage {
  /** Name of the kept file. */
  file: string;
  mimeType: string;
  width: number;
  height: number;
  /** Hex digest of the bytes: the same picture is stored once. */
  sha256: string;
}

/** A picture that has come in whole and was looked at, but is nobody's yet: it is gone at the end unless it is kept. */
export interface ArrivedImage extends Omit<InputImage, 'file'> {
  /** Stores it. @throws ServiceError `image_invalid` or `internal_error` */
  keep(): Promise<InputImage>;
  /** Takes away what was not kept. */
  discard(): Promise<void>;
}

/** A picture of a request: stored already, or to be once the request is let in. */
export type GivenImage = InputImage | ArrivedImage;

/** What a caller asks for, already in our words. Names and sizes are not yet matched with the catalogue. */
export interface GenerationRequest {
  /** Model name as the caller wrote it: a concrete id or a base name. */
  model: string;
  prompt: string;
  /** Field that held the prompt, for messages about it; absent for `messages`. */
  promptParam?: string | undefined;
  images: readonly GivenImage[];
  /** What the pictures are to a video, where the caller says it. Absent: up to two are frames, if the model takes frames. */
  imageRole?: ImageRole | undefined;
  /** Field that held the pictures, for messages about them; absent for `messages`. */
  imagesParam?: string | undefined;
  aspectRatio?: string | undefined;
  size?: string | undefined;
  seconds?: number | string | undefined;
  quality?: string | undefined;
  resolution?: string | undefined;
  seed?: number | undefined;
  /** The one token that it is bound to, as an operator's test may be; absent for any. */
  tokenId?: number | undefined;
}

/** A request whose pictures are not here yet. */
export type WantedRequest = Omit<GenerationRequest, 'prompt' | 'images'>;

/** Pixels of a picture. */
export type PictureShape = Pick<InputImage, 'width' | 'height'>;

/** The pictures that come with a request, perhaps known by their number alone. */
export interface PictureCount {
  readonly length: number;
  /** The first, which may give the result its shape. */
  readonly 0?: PictureShape | undefined;
}

/** Who wants how many results. */
export interface WantedBy {
  apiKeyId: string;
  jobs: number;
}

/** What a surface stores with a job to have it back: plain JSON, and small. */
export type JobFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Who asks, and from where. */
export interface RequestOrigin {
  apiKeyId: string;
  requestId: string;
  /** Route that created the job, for the log: `/v1/chat/completions`. */
  route: string;
  facts?: JobFacts | undefined;
}

/** One create call of a caller: what makes it the same as another one. */
export interface CreateCall {
  /** The caller's own name for it (`Idempotency-Key`); null when it has none. */
  idempotencyKey: string | null;
  /** Digest of the route and of everything that was asked for, files included. */
  fingerprint: string;
  /** Whether the caller says that this repeats a call that went wrong. */
  isRetry: boolean;
}

/**
 * One of the calls that a key may make in this minute, taken before anything is fetched or kept for it. Whoever lets go of it
 * gives it back, unless it was kept because the call has made its jobs.
 */
export interface CallSlot extends Disposable {
  keep(): void;
}

/** A job that is thought of, as the limits of its key see it. */
export interface ExpectedJob {
  /** Name as asked, and the catalogue id that it becomes; null while that hangs on pictures that are not here. */
  model: string;
  variant: string | null;
  /** The most that it can cost. */
  credits: number;
}

/** A job about to be made, likewise. */
export interface QuotaJob extends ExpectedJob {
  id: string;
  variant: string;
}

/** When a job will probably end, Unix milliseconds; null when nobody knows. */
export type EndsAt = (jobId: string) => number | null;

/** The jobs of one create call, at least one, in the order in which they were asked for. */
export interface CreatedJobs {
  callId: string;
  jobs: readonly JobView[];
  /** True when an earlier call had made them. */
  joined: boolean;
}

/** Which jobs of a key are wanted, newest or oldest first. */
export interface JobListQuery {
  kind: MediaKind;
  /** Id of the job after which the page begins, in the order asked for; null for the first page. */
  after: string | null;
  limit: number;
  order: 'asc' | 'desc';
}

/** A step of a job that is in the event log. */
export interface JobStep {
  /** Sequence number in the event log, ascending. */
  seq: number;
  state: GenerationState;
  /** Unix milliseconds. */
  at: number;
}

/** A finished file. `url` is null for a kept file (its public address depends on who asks); for a passed-on link it is the upstream's. */
export interface Asset {
  kind: MediaKind;
  /** Name under `/files/`; null when caching is off and the upstream's link is passed on. */
  file: string | null;
  url: string | null;
  mimeType: string;
  bytes: number | null;
  width: number | null;
  height: number | null;
  /** When the address dies, Unix milliseconds; null when it is kept until evicted. */
  expiresAt: number | null;
}

/** What may be shown of a failure. */
export interface JobError {
  code: ErrorCode;
  message: string;
  /** The upstream's own reason name when it gave one. */
  reason: string | null;
  retryAfterMs: number | null;
  /** Whether the upstream may have begun the work, so that a second try could pay twice; absent: judged by `startedAt`. */
  outcome?: SendOutcome | undefined;
}

/** Why tokens were not chosen: a reason in plain words, how many it holds for, and who the first of those are. */
export interface PassedOver {
  reason: string;
  count: number;
  names: readonly string[];
}

/** How a job came to its token, so that the choice can be explained afterwards. */
export interface Choice {
  /** The setting `[generation] strategy` at that moment. */
  strategy: string;
  /** Tokens that could have taken the job in that moment, the chosen one included. */
  candidates: number;
  /** What the chosen one had over them, in plain words. */
  by: string;
  passedOver: readonly PassedOver[];
}

/** The part of a job that matters to whoever waits for it. Times are Unix milliseconds. */
export interface JobView {
  id: string;
  state: GenerationState;
  kind: MediaKind;
  mode: Mode;
  /** Model name as asked, and the catalogue id that it became. */
  model: string;
  variant: string;
  prompt: string;
  ratio: string;
  seconds: number | null;
  /** In the catalogue's words, for example `1080p`; null for jobs of earlier versions. */
  resolution: Resolution | null;
  upstream: 'flow' | 'sandbox' | null;
  /** 0–100, never falling. */
  percent: number;
  /** What it is doing, in a few plain words. */
  detail: string;
  /** Place in the queue from 1; null when not waiting. */
  position: number | null;
  assets: readonly Asset[];
  error: JobError | null;
  /** Something the caller should know about a result, for example that enlarging failed and the plain size is delivered. */
  notice: string | null;
  apiKeyId: string;
  /** Route that created it. */
  route: string;
  /** The create call that it belongs to. */
  callId: string | null;
  facts: JobFacts;
  /** Pictures that came with the request, by the names of their files. */
  inputs: readonly InputImage[];
  /** When it will probably be done, by what jobs have taken lately; null when it has ended. */
  expectedAt: number | null;
  createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
}

/**
 * What happens to a job, as told to those who watch it. A watcher first gets the job as it stands; the last event of a
 * watch carries an ended state.
 */
export interface JobEvent {
  /**
   * Sequence number in the event log of the last step that is news with this; 0 for the first snapshot and for progress that
   * is not logged.
   */
  seq: number;
  job: JobView;
}

/** Whether a watcher waits for the job, or only looks on: nobody's leaving matters but that of one who waited. */
export type WatcherRole = 'caller' | 'onlooker';
