import type { Attempt, Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import { type Asset, type GenerationState, isEnded } from '../../schema/generation.ts';
import { isDatabaseOutage } from '../database/database.ts';
import type { Lease } from '../tokens/types.ts';
import { attemptOf, describeError, type GenerationDeps, idsOf } from './deps.ts';
import { ENDED_DETAIL, type JobRecords, StaleJobError, toJobError, type WithinTransition } from './job-record.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { mayBePaid } from './spent-credits.ts';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
const MAX_TRIES = 5;
/** One for all: what Node makes up for each looks for where it comes from, which costs as much as a query. */
const ENDED = new DOMException('The job has ended.', 'AbortError');

export type Ending =
  | { state: 'completed'; assets: Asset[]; within?: WithinTransition; notice?: string | null }
  | { state: 'failed' | 'submit_unknown' | 'cancelled'; error: ServiceError; attempts?: readonly Attempt[] };

/** Moves jobs from state to state: row, event, lease, counters and watchers, always together. */
export function createLifecycle(deps: GenerationDeps, records: JobRecords, live: LiveJobs, closing: AbortSignal) {
  const { pool, quota, tokens, dropLease, recordUsage, onEnded, schedule, log, now } = deps;

  /**
   * Stores a change, again and again while the database is out: what the upstream has done must not be forgotten for a full
   * disk. Another fault is tried a few times, since giving up strands the job until the next start.
   */
  async function untilStored(job: LiveJob, store: () => Promise<number>): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await store();
      } catch (cause) {
        const hopeless = tries >= MAX_TRIES && !isDatabaseOutage(cause);
        if (cause instanceof StaleJobError || closing.aborted || hopeless) throw cause;
        log.error({ ...idsOf(job.row), tries, err: cause }, 'a change of a job could not be stored; trying again');
        await new Promise<void>((resolve) => schedule(resolve, Math.min(FIRST_RETRY_MS * 2 ** tries, MAX_RETRY_MS)));
      }
    }
  }

  async function move(
    job: LiveJob,
    detail: string,
    patch: Partial<Generation> & { state: GenerationState },
    within?: WithinTransition,
  ): Promise<void> {
    const from = job.row.state;
    const seq = await untilStored(job, () => records.transition(job.row, from, patch, within));
    job.detail = detail;
    live.changed(job, seq);
  }

  /** Gives the slot back in the same transaction as the move: the upstream no longer works on the job. */
  async function moveAndRelease(
    job: LiveJob,
    detail: string,
    patch: Partial<Generation> & { state: GenerationState },
  ): Promise<void> {
    await move(job, detail, patch, (tx) => dropLease(tx, job.row.id));
    pool.release(job.row.id);
  }

  async function end(job: LiveJob, ending: Ending): Promise<void> {
    const { row } = job;
    const from = row.state;
    const error = ending.state === 'completed' ? null : ending.error;
    const patch: Partial<Generation> & { state: GenerationState } = {
      state: ending.state,
      completedAt: now(),
      error: error === null ? null : toJobError(error, from),
      credits: hasCost(ending, from) ? row.credits : 0,
      ...(ending.state === 'completed' ? { assets: ending.assets, notice: ending.notice ?? row.notice } : {}),
      ...(ending.state === 'failed' || ending.state === 'submit_unknown'
        ? { attempts: attemptsAtEnd(row, ending) }
        : {}),
    };
    if (ending.state === 'completed' || row.submittedAt !== null) job.percent = 100; // as it is told once only the row is left
    await move(job, ENDED_DETAIL[ending.state], patch, async (tx) => {
      if (ending.state === 'completed') await ending.within?.(tx);
      if (holdsSlot(from)) await dropLease(tx, row.id);
      await recordUsage(tx, { ...row, ...patch });
    });
    job.abort.abort(ENDED);
    pool.release(row.id);
    quota.ended(row);
    // Of a try that did not come through, the submitter has told already.
    if (error !== null && from === 'running') tokens.attemptEnded(attemptOf(row), error);
    onEnded(row);
    log.info(
      { ...idsOf(row), state: row.state, tokenId: row.tokenId, ...(error && { error: describeError(error) }) },
      'job ended',
    );
  }

  return {
    move,
    moveAndRelease,
    end,

    /** The job goes on waiting for an answer that may never come, without keeping others from working. */
    async giveSlotBack({ row }: LiveJob): Promise<void> {
      await deps.database.commit((tx) => dropLease(tx, row.id));
      pool.release(row.id);
    },

    /** The answer came after all: the upstream works on the job, whoever has got its slot meanwhile. */
    async takeSlotAgain(lease: Lease): Promise<void> {
      pool.restore(lease);
      await deps.database.commit((tx) => deps.recordLease(tx, lease));
    },

    /** The end of a job that went wrong: what was lost on its way is `submit_unknown`, the rest has failed. */
    fail(job: LiveJob, cause: unknown, attempts?: readonly Attempt[]): Promise<void> {
      const error = ServiceError.from(cause);
      if (error.code === 'internal_error')
        log.error({ ...idsOf(job.row), err: error.cause }, 'job failed unexpectedly');
      const lost = error.outcome === 'unknown' && job.row.state === 'submitting';
      const tried = attempts === undefined ? {} : { attempts };
      const ending: Ending = lost
        ? { state: 'submit_unknown', error: lostAnswer(error), ...tried }
        : { state: 'failed', error, ...tried };
      return end(job, ending);
    },

    /**
     * Runs a step in the background. When somebody else moved the job on meanwhile (a cancel, say), those who watch it are
     * told how it stands; nothing is ever swallowed.
     */
    inBackground(job: LiveJob, step: Promise<void>): void {
      step
        .catch((cause: unknown) => {
          if (cause instanceof StaleJobError) return catchUp(job);
          throw cause;
        })
        .catch((cause: unknown) => {
          log.error(
            { ...idsOf(job.row), state: job.row.state, work: job.row.work?.operation, err: cause },
            'a step of a job failed; a restart goes on with it',
          );
        });
    },
  };

  async function catchUp(job: LiveJob): Promise<void> {
    if (isEnded(job.row.state)) return;
    const stored = await records.find(job.row.id);
    if (stored === undefined || stored.state === job.row.state) return;
    log.warn({ ...idsOf(job.row), from: job.row.state, to: stored.state }, 'a job was moved on by somebody else');
    Object.assign(job.row, stored);
    live.changed(job, 0);
    if (!isEnded(stored.state)) return;
    pool.release(stored.id);
    quota.ended(stored);
  }
}

/** Whether the credits that were set down for a job are spent, or may be, for all that is known. */
function hasCost(ending: Ending, from: GenerationState): boolean {
  if (ending.state === 'failed') return mayBePaid(from, ending.error);
  return ending.state !== 'cancelled';
}

/** Whether a job in this state has a lease: it is taken with the move to `submitting` and given back with that to any other. */
function holdsSlot(state: GenerationState): boolean {
  return state === 'submitting' || state === 'running';
}

export type Lifecycle = ReturnType<typeof createLifecycle>;

/** Said when the job may be running, and may have been paid for, without our knowing its name. */
export function lostAnswer(cause?: ServiceError): ServiceError {
  return new ServiceError(
    'upstream_unknown',
    'The answer to this request was lost on its way from the upstream, which may have started it. It is not sent again by itself, so that nothing is paid for twice. Ask the operator, or send it with a new Idempotency-Key, or without one after a minute or so.',
    { outcome: 'unknown', cause },
  );
}

/** The last try ended as its job did; those before it have their own ends. */
function attemptsAtEnd(
  { attempts: known }: Generation,
  ending: Exclude<Ending, { state: 'completed' }>,
): Attempt[] | null {
  const attempts = ending.attempts ?? known;
  const last = attempts?.at(-1);
  if (attempts === null || last === undefined) return known;
  const { code, message } = ending.error;
  return [...attempts.slice(0, -1), { ...last, error: last.error ?? { code, message } }];
}
