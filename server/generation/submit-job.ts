import { planFor } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { MediaLocation, Reference, VideoStarted } from '../flow/types.ts';
import type { Access, Lease } from '../tokens/types.ts';
import { describeError, type GenerationDeps, idsOf } from './deps.ts';
import type { Follower } from './follow-job.ts';
import { StaleJobError } from './job-record.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { uploadReferences } from './references.ts';

export interface SubmitterDeps {
  deps: GenerationDeps;
  live: LiveJobs;
  lifecycle: Lifecycle;
  /** Goes on with a job that the upstream has taken. */
  follower: Follower;
  /** Puts a job back to the front of its line, to be tried with another token. */
  requeue(job: LiveJob): void;
}

/** One try of a job with one token. */
interface Attempt {
  lease: Lease;
  startedAt: number;
  /** The project it was tried in, once that is known. */
  projectId: string | null;
}

type Answer = { kind: 'image'; media: MediaLocation } | { kind: 'video'; started: VideoStarted };

/** Tokens that one job may be tried with before its error is reported. */
const MAX_ATTEMPTS = 3;

/**
 * The first half of the line a job follows once it holds a slot: upload, then the written-ahead submit. What was submitted
 * stays with its token; only a submit that the token's own account refused moves on to another.
 */
export function createSubmitter({ deps, live, lifecycle, follower, requeue }: SubmitterDeps) {
  const { pool, tokens, settings, now, log, recordLease } = deps;
  const { move, moveAndRelease, fail } = lifecycle;

  function planOf(job: LiveJob, lease: Pick<Lease, 'tier'>) {
    const plan = planFor(job.variant, lease.tier, job.row.request.images.length, settings().profile);
    if (plan === null) throw new ServiceError('internal_error', 'The chosen token may not run this model.');
    return plan;
  }

  /** Runs a job with its lease up to the point where the upstream has it, or refused it. */
  async function run(job: LiveJob, lease: Lease): Promise<void> {
    const attempt: Attempt = { lease, startedAt: now(), projectId: null };
    let answer: Answer;
    try {
      const references = await prepare(job, attempt);
      answer = await submit(job, attempt, references);
    } catch (cause) {
      return settle(job, attempt, cause);
    }
    await taken(job, answer);
  }

  async function prepare(job: LiveJob, attempt: Attempt): Promise<Reference[]> {
    const { images } = job.row.request;
    if (images.length === 0) return [];
    job.detail = images.length === 1 ? 'Uploading the picture.' : `Uploading ${images.length} pictures.`;
    live.changed(job, 0);
    const upload = (access: Access) => {
      attempt.projectId = access.projectId;
      return uploadReferences(deps, access, job.variant, images, job.abort.signal);
    };
    return tokens.withAccess(attempt.lease.tokenId, upload, job.abort.signal);
  }

  async function submit(job: LiveJob, attempt: Attempt, references: readonly Reference[]): Promise<Answer> {
    const { lease, startedAt } = attempt;
    const plan = planOf(job, lease);
    const { row } = job;
    const attempts = [...(row.attempts ?? []), { tokenId: lease.tokenId, startedAt, error: null }];
    const intent = { tokenId: lease.tokenId, upstream: lease.upstream, modelKey: plan.key, credits: lease.credits };
    const patch = { state: 'submitting', ...intent, submittedAt: startedAt, attempts } as const;
    await move(job, 'Sending the request upstream.', patch, (tx) => recordLease(tx, lease));
    const common = {
      modelKey: plan.key,
      prompt: row.prompt,
      aspectRatio: job.variant.aspectRatio,
      seed: row.request.seed,
    };
    const { signal } = job.abort;
    const send = async (access: Access): Promise<Answer> => {
      attempt.projectId = access.projectId;
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
  async function taken(job: LiveJob, answer: Answer): Promise<void> {
    try {
      if (answer.kind === 'image') await follower.finished(job, answer.media);
      else await follower.started(job, answer.started);
    } catch (cause) {
      if (cause instanceof StaleJobError || job.abort.signal.aborted) throw cause;
      const { code, message } = ServiceError.from(cause);
      await fail(job, new ServiceError(code, message, { outcome: 'unknown', cause }));
    }
  }

  /** The submit did not come through: another token, or the end of the job. */
  async function settle(job: LiveJob, { lease, startedAt, projectId }: Attempt, cause: unknown): Promise<void> {
    if (cause instanceof StaleJobError || job.abort.signal.aborted) {
      pool.release(job.row.id);
      throw cause;
    }
    const error = ServiceError.from(cause);
    job.lastError = error;
    if (error.code === 'upstream_not_found' && projectId !== null && !job.projectRenewed) {
      // The account's project was deleted, or a picture has gone: both are made anew once, with the same token.
      job.projectRenewed = true;
      await tokens.forgetProject(lease.tokenId, projectId);
      return again(job, lease, startedAt, error);
    }
    job.tried.add(lease.tokenId);
    if (!mayTryAnother(error) || job.tried.size >= MAX_ATTEMPTS) return fail(job, error);
    tokens.jobEnded(lease.tokenId, error);
    await again(job, lease, startedAt, error);
  }

  /** Back to the queue after a refusal that started nothing. */
  async function again(job: LiveJob, lease: Lease, startedAt: number, error: ServiceError): Promise<void> {
    log.warn(
      { ...idsOf(job.row), tokenId: lease.tokenId, error: describeError(error) },
      'a submit was refused; trying again',
    );
    const attempts = (job.row.attempts ?? []).filter(
      (attempt) => attempt.startedAt !== startedAt || attempt.tokenId !== lease.tokenId,
    );
    await moveAndRelease(job, 'Waiting for another try.', {
      state: 'queued',
      tokenId: null,
      upstream: null,
      attempts: [
        ...attempts,
        { tokenId: lease.tokenId, startedAt, error: { code: error.code, message: error.message } },
      ],
    });
    requeue(job);
  }

  return { run };
}

/** Whether the fault lies with the account or its way out, and nothing can have been started. */
function mayTryAnother({ fault, code, outcome }: ServiceError): boolean {
  if (fault === 'token') return outcome !== 'unknown';
  return code === 'proxy_failed' && outcome === 'not-sent';
}
