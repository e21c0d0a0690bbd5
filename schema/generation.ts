import type { MediaKind, Mode } from './catalogue.ts';
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

/** What a caller asks for, already in our words. Names and sizes are not yet matched with the catalogue. */
export interface GenerationRequest {
  /** Model name as the caller wrote it: a concrete id or a base name. */
  model: string;
  prompt: string;
  images: readonly InputImage[];
  aspectRatio?: string | undefined;
  size?: string | undefined;
  seconds?: number | string | undefined;
  quality?: string | undefined;
  resolution?: string | undefined;
  seed?: number | undefined;
}

/** Who asks, and from where. */
export interface RequestOrigin {
  apiKeyId: string;
  requestId: string;
  /** Route that created the job, for the log: `/v1/chat/completions`. */
  route: string;
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
  createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
}

/**
 * What happens to a job, as told to those who watch it. A watcher first gets the job as it stands; the last event of a
 * watch carries an ended state.
 */
export interface JobEvent {
  /** Sequence number in the event log; 0 for the first snapshot and for progress that is not logged. */
  seq: number;
  job: JobView;
}
