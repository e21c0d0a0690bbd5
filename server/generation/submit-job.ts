import { planFor } from '../../schema/catalogue.ts';
import type { Attempt as StoredAttempt } from '../../schema/entities/generation.ts';
import { type ErrorCode, ServiceError } from '../../schema/errors.ts';
import { OperationRests } from '../flow/operation-breaker.ts';
import type { MediaLocation, Reference, VideoStarted } from '../flow/types.ts';
import type { Access, Lease } from '../tokens/types.ts';
import { describeError, type GenerationDeps, idsOf } from './deps.ts';
import type { Follower } from './follow-job.ts';
import { StaleJobError } from './job-record.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { answersNobody, type PendingCalls } from './pending-calls.ts';
import { uploadReferences } from './references.ts';
import type { Uploads } from './uploads.ts';

export interface SubmitterDeps {
  deps: GenerationDeps;
  live: LiveJobs;
  lifecycle: Lifecycle;
  /** Goes on with a job that the upstream has taken. */
  follower: Follower;
  calls: PendingCalls;
  uploads: Uploads;
  /** Puts a job back to the front of its line, to be tried with another token. */
  requeue(job: LiveJob): void;
}

/** One try of a job with one token. */
interface Attempt {
  lease: Lease;
  startedAt: number;
  /** The upstream's key of the model. */
  modelKey: string;
  /** The project it was tried in, once that is known. */
  projectId: string | null;
  /** Earlier uploads that it uses, by the upstream's ids. */
  reusedUploads: readonly string[];
  /** Whether the paid call was begun: a lost answer before it is no lost answer to the job. */
  begun: boolean;
  /** Calls the try off; the job's own signal does, too. */
  abort: AbortController;
  signal: AbortSignal;
  /** Resolves when the slot was given back before the answer came; null while the try has it. */
  withoutSlot: Promise<void> | null;
}

type Answer = { kind: 'image'; media: MediaLocation } | { kind: 'video'; started: VideoStarted };

/**
 * The first half of the line a job follows once it holds a slot: upload, then the written-ahead submit. What was submitted
 * stays with its token; only a try that can have started nothing, and failed of the token, its way out or the upstream, moves
 * on to another token.
 */
export function createSubmitter({ deps, live, lifecycle, follower, calls, uploads, requeue }: SubmitterDeps) {
  const { pool, tokens, settings, now, log, recordLease } = deps;
  const { move, moveAndRelease, fail } = lifecycle;

  function planOf(job: LiveJob, lease: Pick<Lease, 'tier'>) {
    const plan = planFor(job.variant, lease.tier, job.row.request.images.length, settings().profile);
    if (plan === null) throw new ServiceError('internal_error', 'The chosen token may not run this model.');
    return plan;
  }

  /** Runs a job with its lease up to the point where the upstream has it, or refused it. */
  async function run(job: LiveJob, lease: Lease): Promise<void> {
    const abort = new AbortController();
    const signal = AbortSignal.any([job.abort.signal, abort.signal]);
    const known = { modelKey: '', projectId: null, reusedUploads: [], begun: false, withoutSlot: null };
    const attempt: Attempt = { lease, startedAt: now(), ...known, abort, signal };
    const answered = calls.begin(lease, (age) => stalled(job, attempt, age === 'hopeless'));
    let answer: Answer;
    try {
      attempt.modelKey = planOf(job, lease).key;
      const references = await prepare(job, attempt);
      answer = await submit(job, attempt, references);
    } catch (cause) {
      return settle(job, attempt, cause);
    } finally {
      answered();
    }
    tokens.attemptEnded(asTold(attempt), null);
    await taken(job, attempt, answer);
  }

  /**
   * The upstream answers nobody. Whoever may have paid waits on, since an answer names what was bought, but without the slot;
   * so does for a while whoever was sent, since it may only be slow. Everybody else is told now.
   */
  function stalled(job: LiveJob, attempt: Attempt, isHopeless: boolean): void {
    const mayHavePaid = attempt.begun && attempt.lease.credits > 0;
    if (!mayHavePaid && (isHopeless || !attempt.begun)) attempt.abort.abort(answersNobody());
    else if (attempt.withoutSlot === null) {
      attempt.withoutSlot = lifecycle.giveSlotBack(job);
      job.detail = 'Google answers nothing at this moment. Waiting for its answer.';
      live.changed(job, 0);
      lifecycle.inBackground(job, attempt.withoutSlot);
    }
  }

  async function prepare(job: LiveJob, attempt: Attempt): Promise<readonly Reference[]> {
    const { images } = job.row.request;
    if (images.length === 0) return [];
    job.detail = images.length === 1 ? 'Uploading the picture.' : `Uploading ${images.length} pictures.`;
    live.changed(job, 0);
    const upload = (access: Access) => {
      attempt.projectId = access.projectId;
      return uploadReferences({ ...deps, uploads }, access, job.variant, images, attempt.signal);
    };
    const { references, reused } = await tokens.withAccess(attempt.lease.tokenId, upload, attempt.signal);
    attempt.reusedUploads = reused;
    return references;
  }

  async function submit(job: LiveJob, attempt: Attempt, references: readonly Reference[]): Promise<Answer> {
    const { lease, startedAt } = attempt;
    const plan = planOf(job, lease);
    const { row } = job;
    const attempts = [
      ...(row.attempts ?? []),
      { tokenId: lease.tokenId, startedAt, error: null, choice: lease.choice },
    ];
    const intent = { tokenId: lease.tokenId, upstream: lease.upstream, modelKey: plan.key, credits: lease.credits };
    const patch = { state: 'submitting', ...intent, submittedAt: startedAt, attempts } as const;
    await move(job, 'Sending the request upstream.', patch, (tx) => recordLease(tx, lease));
    const common = {
      modelKey: plan.key,
      prompt: row.prompt,
      aspectRatio: job.variant.aspectRatio,
      seed: row.request.seed,
    };
    const { signal } = attempt;
    const send = async (access: Access): Promise<Answer> => {
      attempt.projectId = access.projectId;
      attempt.begun = true;
      if (plan.operation !== 'image') {
        const request = { ...common, operation: plan.operation, references };
        return { kind: 'video', started: await access.flow.startVideo(access, request, signal) };
      }
      const request = { ...common, references: references.map((reference) => reference.mediaId) };
      return { kind: 'image', media: await access.flow.generateImage(access, request, signal) };
    };
    return tokens.withAccess(lease.tokenId, send, signal);
  }

  /** The upstream has the job. Whatever goes wrong from here, it is not sent again and nobody is invited to. */
  async function taken(job: LiveJob, attempt: Attempt, answer: Answer): Promise<void> {
    try {
      if (attempt.withoutSlot !== null) {
        await attempt.withoutSlot;
        await lifecycle.takeSlotAgain(attempt.lease);
      }
      if (answer.kind === 'image') await follower.finished(job, answer.media);
      else await follower.started(job, answer.started);
    } catch (cause) {
      if (cause instanceof StaleJobError || job.abort.signal.aborted) throw cause;
      const { code, message } = ServiceError.from(cause);
      await fail(job, new ServiceError(code, message, { outcome: 'unknown', cause }));
    }
  }

  /** The submit did not come through: another token, or the end of the job. */
  async function settle(job: LiveJob, attempt: Attempt, cause: unknown): Promise<void> {
    const { lease, projectId, reusedUploads } = attempt;
    if (cause instanceof StaleJobError || job.abort.signal.aborted) {
      pool.release(job.row.id);
      throw cause;
    }
    const error = ServiceError.from(cause);
    job.lastError = error;
    tokens.attemptEnded(asTold(attempt), error);
    if (error.code === 'upstream_not_found' && reusedUploads.length > 0 && !job.uploadsRenewed) {
      // The upstream keeps uploads for as long as it likes: they are made anew once.
      job.uploadsRenewed = true;
      await uploads.forget(lease.tokenId, reusedUploads);
      return again(job, attempt, error);
    }
    if (error.code === 'upstream_not_found' && projectId !== null && !job.projectRenewed) {
      // The account's project was deleted, or a picture has gone: both are made anew once, with the same token.
      job.projectRenewed = true;
      job.uploadsRenewed = true; // what it has uploaded itself is not in doubt
      await tokens.forgetProject(lease.tokenId, projectId);
      return again(job, attempt, error);
    }
    // Nothing of it was sent, and the way out rests: with the same account it may go well later.
    if (waitsOn(job, error)) job.cutOffs += 1;
    else job.tried.add(lease.tokenId);
    const isEnough = job.tried.size >= settings().maxAttempts || job.cutOffs > MOST_CUT_OFFS;
    if (!mayTryAnother(error, attempt) || isEnough) {
      return fail(job, error, attemptsWith(job, attempt, error));
    }
    await again(job, attempt, error);
  }

  /** Back to the queue after a refusal that started nothing. */
  async function again(job: LiveJob, attempt: Attempt, error: ServiceError): Promise<void> {
    const { lease } = attempt;
    log.warn(
      { ...idsOf(job.row), tokenId: lease.tokenId, error: describeError(error) },
      'a submit was refused; trying again',
    );
    await moveAndRelease(job, 'Waiting for another try.', {
      state: 'queued',
      tokenId: null,
      upstream: null,
      attempts: attemptsWith(job, attempt, error),
    });
    requeue(job);
  }

  return { run };
}

/** The tries of a job with this one, which may have ended before it was written down, and how it ended. */
function attemptsWith(
  { row }: LiveJob,
  { lease, startedAt }: Attempt,
  { code, message }: ServiceError,
): StoredAttempt[] {
  const { tokenId, choice } = lease;
  const earlier = (row.attempts ?? []).filter((known) => known.startedAt !== startedAt || known.tokenId !== tokenId);
  return [...earlier, { tokenId, startedAt, error: { code, message }, choice }];
}

/** Faults that another token, with another way out or a moment later, may not meet. Those of a token are such anyway. */
const ELSEWHERE = new Set<ErrorCode>([
  'upstream_unavailable',
  'upstream_timeout',
  'verification_required',
  'proxy_failed',
  'region_refused',
]);
const SHUT_OUT = 403;
/** So often one job may find a way out broken: with the rests between, that is longer than it usually may wait. */
const MOST_CUT_OFFS = 20;

/** Whether a job that stood in line goes on waiting, as those beside it do, because its way out is broken. */
function waitsOn({ hasWaited }: LiveJob, { code, outcome }: ServiceError): boolean {
  return code === 'proxy_failed' && outcome !== 'unknown' && hasWaited;
}

/**
 * Whether another token may be tried: the fault may be this one's, and nothing can have been started. What the upstream answers
 * before the paid call was begun (to a sign-in, a new project, an upload) may hold for this account alone, whatever it is.
 */
function mayTryAnother({ fault, code, outcome, upstreamStatus, cause }: ServiceError, { begun }: Attempt): boolean {
  if (begun && outcome === 'unknown') return false;
  if (cause instanceof OperationRests) return false;
  // By a front end, which judges where a request comes from.
  if (code === 'upstream_refused' && upstreamStatus === SHUT_OUT) return true;
  const unsent = !begun || outcome === 'not-sent';
  return fault === 'token' || ELSEWHERE.has(code) || (unsent && fault === 'upstream');
}

const asTold = ({ lease: { generationId, tokenId, kind, way }, modelKey }: Attempt) => ({
  generationId,
  tokenId,
  kind,
  modelKey,
  way,
});
