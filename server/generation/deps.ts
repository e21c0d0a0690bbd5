import type { Logger } from 'pino';
import type { Catalogue, MediaKind, WireProfile } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import type { ServiceError } from '../../schema/errors.ts';
import type { CallSlot, EndsAt, ExpectedJob, InputImage, QuotaJob } from '../../schema/generation.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { StoredBytes } from '../flow/stored-bytes.ts';
import type { FlowClient, MediaStream } from '../flow/types.ts';
import type { Attempt, Lease, Pool, TokenAccess } from '../tokens/types.ts';
import type { Schedule } from './poller.ts';

/** A file that was written to disk; its row is written by whoever completes the job. */
export interface KeptMedia {
  name: string;
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
}

/** The part of the media service that jobs need. */
export interface JobMedia<Kept extends KeptMedia = KeptMedia> {
  /** Streams bytes to disk. @throws ServiceError `media_unavailable` when they are cut short or are no media. */
  keepStream(stream: MediaStream, options: { kind: MediaKind; signal?: AbortSignal; stem?: string }): Promise<Kept>;
  keepBase64(base64: string, options: { kind: MediaKind }): Promise<Kept>;
  /** Writes the row of a kept file inside the job's own transaction. */
  recordFile(tx: Transaction, file: Kept): Promise<void>;
  /** Takes a file away again that no job tells of. */
  discard(file: Kept): Promise<void>;
  /** Takes a result away that its owner has deleted. */
  forget(name: string): Promise<void>;
  /** A kept file's facts, null when it is gone. */
  describe(name: string): Promise<KeptMedia | null>;
  /** A kept picture as the input of another job; null when it is gone or is no picture. */
  fromFile(name: string): Promise<InputImage | null>;
  /** The bytes of a reference image that came with the request, to be read when they are sent. */
  inputBytes(image: InputImage): Promise<StoredBytes>;
}

/** The limits of API keys. Everything here is synchronous, so that nobody slips in between a check and its count. */
export interface KeyQuota {
  /** Takes one of the key's calls of this minute. @throws ServiceError `rate_limited` */
  enter(apiKeyId: string): CallSlot;
  /** Whether jobs would be let in now; counts nothing. @throws ServiceError as `admit`, but for the calls of this minute */
  check(apiKeyId: string, jobs: readonly ExpectedJob[], endsAt: EndsAt): void;
  /**
   * Counts the jobs of one create call against its key, all or none. `endsAt` says when a job will probably end, Unix
   * milliseconds, for whoever is told to wait. `slot` is the call's, where that was taken before; it is kept then.
   * @throws ServiceError `model_forbidden`, `rate_limited`, `key_quota_exhausted` or `invalid_value`
   */
  admit(apiKeyId: string, jobs: readonly QuotaJob[], endsAt: EndsAt, slot?: CallSlot): void;
  /** Takes back jobs that were counted and never stored, but not the call itself. */
  forget(apiKeyId: string, jobIds: readonly string[]): void;
  /** Counts a job of a former process that goes on; `credits` as in `QuotaJob`. */
  resumed(job: Generation, credits: number): void;
  /** A job has ended, for what it says. */
  ended(job: Generation): void;
  /** What an ended job was thought to have cost was not spent after all. */
  givenBack(job: Generation): void;
}

/** Live settings of jobs, read at each use. */
export interface JobSettings {
  profile: WireProfile;
  /** What happens to pictures that a text-to-video model cannot use. */
  unusedImages: 'refuse' | 'drop';
  /** Tokens that one job may be tried with before its error is reported. */
  maxAttempts: number;
  queueDepth: number;
  queueWaitMs: number;
  /** A job that waits is cancelled when its last watcher leaves. */
  dropAbandoned: boolean;
  videoTimeoutMs: number;
  retrieveTimeoutMs: number;
  pollMinMs: number;
  pollMaxMs: number;
  /** How long a call whose caller left unanswered is joined by the same call; 0 joins none. */
  joinWindowMs: number;
  /** Whether it is joined although somebody still waits for it. */
  joinIdentical: boolean;
  /** How long an upload to an account is used again there; 0 uses none. */
  reuseUploadsMs: number;
  /** Off: results are not kept, the upstream's link is passed on. */
  keepFiles: boolean;
}

export interface GenerationDeps {
  database: Database;
  catalogue: Catalogue;
  pool: Pool;
  tokens: TokenAccess;
  /** The upstream client of a token, for calls that need no sign-in. */
  flowFor(tokenId: number): FlowClient;
  recordLease(tx: Transaction, lease: Lease): Promise<unknown>;
  dropLease(tx: Transaction, generationId: string): Promise<unknown>;
  /** Adds an ended job to the counters, in its own last transaction. */
  recordUsage(tx: Transaction, job: Generation): Promise<unknown>;
  /** Corrects what was counted of an ended job. */
  amendUsage(
    tx: Transaction,
    job: Generation,
    change: { completed: number; failed: number; credits: number },
  ): Promise<unknown>;
  quota: KeyQuota;
  media: JobMedia;
  settings(): JobSettings;
  /** Told once about every job that ended. */
  onEnded(job: Generation): void;
  /** Runs `step` so that its log lines carry this request id. */
  withRequestId<T>(id: string, step: () => T): T;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  schedule: Schedule;
  now(): number;
  /** Milliseconds since some moment: what passes, whatever the clock is set to. */
  elapsed(): number;
  random(): number;
  newJobId(): string;
  newCallId(): string;
}

/** What a failed try means for the log. */
export const describeError = (error: ServiceError) => ({
  code: error.code,
  reason: error.reason,
  message: error.message,
});

/** What every log line about a job says. */
export const idsOf = ({ id, requestId }: Generation) => ({ jobId: id, requestId });

/** The try that a job is in, as the pool wants to hear of it. */
export const attemptOf = ({ id, tokenId, kind, modelKey }: Generation): Attempt => ({
  generationId: id,
  tokenId: tokenId ?? 0,
  kind,
  modelKey: modelKey ?? '',
});
