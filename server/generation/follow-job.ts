import type { MediaPlace } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { MediaLocation, OperationRef, OperationStatus, VideoStarted } from '../flow/types.ts';
import type { Access } from '../tokens/types.ts';
import { attemptOf, describeError, type GenerationDeps, idsOf } from './deps.ts';
import { ENLARGING_FAILED, enlargingFailed } from './enlarging-failed.ts';
import { StaleJobError } from './job-record.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { answersNobody, type PendingCalls } from './pending-calls.ts';
import type { Poller } from './poller.ts';
import { type Durations, estimatePercent } from './progress.ts';
import type { Retriever } from './retrieve.ts';
import { creditsWithoutEnlarging, mayBePaid } from './spent-credits.ts';

export interface FollowerDeps {
  deps: GenerationDeps;
  live: LiveJobs;
  lifecycle: Lifecycle;
  retriever: Retriever;
  durations: Durations;
  calls: PendingCalls;
  poller(): Poller;
}

/** What a job delivers, see `bringHome`. */
interface BroughtHome {
  media: MediaPlace;
  plain?: MediaPlace | null;
  credits?: number;
}

/** The second half of the line: what was submitted is polled, enlarged where the model promises it, and brought home. */
export function createFollower({ deps, live, lifecycle, retriever, durations, calls, poller }: FollowerDeps) {
  const { tokens, media, settings, now, elapsed, log } = deps;
  const { move, moveAndRelease, fail, inBackground } = lifecycle;

  /** A video was accepted. Its name is stored before the first poll. */
  async function started(job: LiveJob, answer: VideoStarted): Promise<void> {
    const { row } = job;
    if (answer.remainingCredits !== null && row.tokenId !== null)
      tokens.creditsSeen(row.tokenId, answer.remainingCredits);
    if (answer.media !== null) return finished(job, answer.media);
    if (answer.operation === null) {
      throw new ServiceError('upstream_malformed', 'The upstream took the request but named no work to follow.', {
        outcome: 'unknown',
      });
    }
    await move(job, 'Generating the video.', {
      state: 'running',
      work: { operation: answer.operation, media: row.work?.media ?? null },
      deadlineAt: now() + settings().videoTimeoutMs,
    });
    job.overdueAt = null; // the time of another step
    follow(job, answer.operation);
  }

  /**
   * Has the work polled. From here on its time is what passes, so that a clock that is put forward ends nothing; the clock counts
   * for the time that the service was down.
   */
  function follow(job: LiveJob, operation: OperationRef): void {
    const { deadlineAt } = job.row;
    if (deadlineAt !== null) job.overdueAt ??= elapsed() + deadlineAt - now();
    if (job.row.tokenId !== null) poller().follow(job.row.tokenId, job.row.id, operation);
  }

  /** What a poll said about a running job. */
  function onStatus(job: LiveJob, status: OperationStatus): void {
    if (job.row.state !== 'running') return;
    const operation = job.row.work?.operation ?? null;
    if (status.state === 'running' && !isOverdue(job)) {
      progress(job);
      return;
    }
    const step = next(job, status);
    const orAgain = step.catch((cause: unknown) => {
      // Nothing was stored, so the upstream is asked again: the answer will be the same.
      if (!(cause instanceof StaleJobError) && operation !== null && job.row.state === 'running')
        follow(job, operation);
      throw cause;
    });
    inBackground(job, orAgain);
  }

  function next(job: LiveJob, status: OperationStatus): Promise<void> {
    if (status.state === 'succeeded') return finished(job, status.media);
    if (status.state === 'failed') return failedUpstream(job, status.error);
    // Only the upstream's own word that it still works ends a job for time: after an outage of ours it may well be done.
    if (job.row.tokenId !== null) poller().leave(job.row.tokenId, job.row.id);
    return outOfTime(job);
  }

  /** Whether its work takes too long, by more than `graceMs`. */
  function isOverdue({ overdueAt }: LiveJob, graceMs = 0): boolean {
    return overdueAt !== null && elapsed() >= overdueAt + graceMs;
  }

  /** The upstream does not come to an end; a plain result that is there already is delivered. */
  function outOfTime(job: LiveJob): Promise<void> {
    return failedUpstream(job, new ServiceError('upstream_timeout', 'The upstream did not finish the video in time.'));
  }

  function progress(job: LiveJob): void {
    job.percent = percentOf(job);
    live.changed(job, 0);
  }

  /** How far its work has probably come, by the clock; never less than was told before. */
  function percentOf({ row, percent }: LiveJob): number {
    const elapsedMs = now() - (row.submittedAt ?? now());
    return Math.max(percent, estimatePercent(elapsedMs, durations.expectedMs(row.modelKey ?? '')));
  }

  async function failedUpstream(job: LiveJob, error: ServiceError): Promise<void> {
    const plain = job.row.work?.media ?? null;
    if (job.row.step === 'upsample' && plain !== null) return deliverPlain(job, error);
    await fail(job, error);
  }

  /** The upstream has made what this step asked for. */
  async function finished(job: LiveJob, location: MediaLocation): Promise<void> {
    const { row, variant } = job;
    if (row.submittedAt !== null && row.modelKey !== null) durations.record(row.modelKey, now() - row.submittedAt);
    const stored = await storable(job, location);
    if (row.step === 'generate' && variant.upsample !== null) return enlarge(job, stored);
    const plain = row.step === 'upsample' ? (row.work?.media ?? null) : null;
    await bringHome(job, { media: stored, plain }, row.notice);
  }

  /**
   * `plain` is what is delivered when an enlarged `media` turns out to be there only by name; `credits` are what the job has
   * cost when that is not what was set down for it.
   */
  async function bringHome(
    job: LiveJob,
    { media, plain = null, credits = job.row.credits }: BroughtHome,
    notice: string | null,
  ): Promise<void> {
    const operation = job.row.work?.operation ?? null;
    const lease = deps.pool.held().get(job.row.id);
    if (lease !== undefined) durations.recordSlot(lease.kind, now() - lease.takenAt);
    await moveAndRelease(job, 'Fetching the result.', {
      state: 'retrieving',
      work: { operation, media, plain },
      credits,
      notice,
    });
    inBackground(job, retriever.retrieve(job));
  }

  /** The second paid step. Whatever happens to it, the first one's result is delivered. */
  async function enlarge(job: LiveJob, plain: MediaPlace): Promise<void> {
    const { row, variant } = job;
    if (variant.upsample === null || row.tokenId === null || plain.mediaId === null)
      return bringHome(job, { media: plain, credits: plainCredits(job) }, ENLARGING_FAILED);
    await move(job, 'Enlarging the result.', {
      state: 'submitting',
      step: 'upsample',
      work: { operation: null, media: plain },
    });
    const source = { mediaId: plain.mediaId, resolution: variant.upsample.resolution };
    const { key: modelKey } = variant.upsample;
    const abort = new AbortController();
    const signal = AbortSignal.any([job.abort.signal, abort.signal]);
    // An enlarged video may have been paid for: only an answer would name it.
    const onStalled = () => row.kind === 'image' && abort.abort(answersNobody());
    const waiting = { upstream: row.upstream ?? 'flow', kind: row.kind, tokenId: row.tokenId ?? 0 };
    const answered = calls.begin(waiting, onStalled);
    const way = deps.pool.held().get(row.id)?.way;
    const upsample = async (access: Access): Promise<VideoStarted> => {
      if (row.kind === 'image') {
        const media = await access.flow.upsampleImage(access, source, signal);
        return { operation: null, media, remainingCredits: null };
      }
      const { aspectRatio } = variant;
      const { seed } = row.request;
      const request = {
        operation: 'upsample',
        modelKey,
        prompt: '',
        aspectRatio,
        seed,
        references: [],
        source,
      } as const;
      return access.flow.startVideo(access, request, signal);
    };
    try {
      await started(job, await tokens.withAccess(row.tokenId, upsample, signal));
    } catch (cause) {
      if (cause instanceof StaleJobError || job.abort.signal.aborted) throw cause;
      const error = ServiceError.from(cause);
      tokens.attemptEnded({ ...attemptOf(row), modelKey, way }, error);
      await deliverPlain(job, error);
    } finally {
      answered();
    }
  }

  async function deliverPlain(job: LiveJob, error: ServiceError): Promise<void> {
    const plain = job.row.work?.media ?? null;
    log.warn({ ...idsOf(job.row), error: describeError(error) }, 'enlarging failed; delivering the plain result');
    if (plain === null) return fail(job, error);
    const credits = mayBePaid(job.row.state, error) ? job.row.credits : plainCredits(job);
    await bringHome(job, { media: plain, credits }, enlargingFailed(error));
  }

  function plainCredits({ variant, row }: LiveJob): number {
    return creditsWithoutEnlarging(variant, row, settings().profile);
  }

  /** Bytes that came inside an answer are put on disk at once. When that fails, whatever else names the result is left. */
  async function storable(job: LiveJob, location: MediaLocation): Promise<MediaPlace> {
    const { url, urlExpiresAt, inline } = location;
    // An enlarged picture is found by nothing but its bytes: the id that comes with them is that of the plain one.
    const mediaId = job.row.kind === 'image' && job.row.step === 'upsample' ? null : location.mediaId;
    const elsewhere = { mediaId, url, urlExpiresAt, inlineFile: null };
    if (inline === null) return elsewhere;
    try {
      const file = await media.keepBase64(inline.base64, { kind: job.row.kind });
      await deps.database.commit((tx) => media.recordFile(tx, file));
      return { ...elsewhere, inlineFile: file.name };
    } catch (cause) {
      if (url === null && mediaId === null) throw cause;
      log.warn({ ...idsOf(job.row), err: cause }, 'bytes that came inside an answer could not be kept; fetching them');
      return elsewhere;
    }
  }

  return { started, finished, onStatus, follow, percentOf, deliverPlain, isOverdue, outOfTime };
}

export type Follower = ReturnType<typeof createFollower>;
