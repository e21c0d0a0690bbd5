import type { Catalogue, Tier } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import type { Lease as LeaseRow } from '../../schema/entities/lease.ts';
import { type ErrorCode, ServiceError } from '../../schema/errors.ts';
import type { GenerationDeps } from './deps.ts';
import type { Follower } from './follow-job.ts';
import { type Lifecycle, lostAnswer } from './lifecycle.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import type { Retriever } from './retrieve.ts';

export interface ResumeDeps {
  deps: GenerationDeps;
  live: LiveJobs;
  lifecycle: Lifecycle;
  follower: Follower;
  retriever: Retriever;
  enqueue(job: LiveJob): void;
  /** A key took a turn in the former process, so that others come before it. */
  tookTurn(row: Turn): void;
}

/** What a job says of whose turn it was. */
type Turn = Pick<Generation, 'kind' | 'apiKeyId' | 'submittedAt'>;

/** Turns of ended jobs count as far back as the newest so many of all jobs. */
const RECALLED = 1_000;

/**
 * Goes on with what a former process left. Waiting jobs wait on in their order, running ones are polled again, finished
 * ones fetched. A submit whose answer was never stored may have been paid for: it is not sent again.
 */
export function createResume({ deps, live, lifecycle, follower, retriever, enqueue, tookTurn }: ResumeDeps) {
  const { catalogue, database, pool, log } = deps;

  async function resumeOne(row: Generation, leases: ReadonlyMap<string, LeaseRow>): Promise<void> {
    const job = live.add(row, variantOf(catalogue, row), RESUMED_DETAIL);
    job.percent = follower.percentOf(job); // a restart does not set it back to nothing
    switch (row.state) {
      case 'submitting':
        if (row.step === 'upsample') return follower.deliverPlain(job, lostAnswer());
        return lifecycle.end(job, { state: 'submit_unknown', error: lostAnswer() });
      case 'running': {
        const lease = leases.get(row.id);
        if (lease !== undefined)
          pool.restore({ ...lease, tier: UNUSED_TIER, upstream: row.upstream ?? 'flow', choice: null });
        const operation = row.work?.operation;
        if (operation == null) return lifecycle.end(job, { state: 'submit_unknown', error: lostAnswer() });
        return follower.follow(job, operation);
      }
      case 'retrieving':
        return lifecycle.inBackground(job, retriever.retrieve(job));
      default:
        throw new Error(`job ${row.id} is ${row.state} and has nothing to resume`);
    }
  }

  /** A job that waits on, or ends here when nobody could say any more what it needs. */
  function waitOn(row: Generation): void {
    const job = live.add(row, variantOf(catalogue, row), RESUMED_DETAIL);
    recallTries(job);
    try {
      if (catalogue.get(row.variant) === null) throw modelGone(row);
      enqueue(job);
    } catch (err) {
      log.error({ jobId: row.id, state: row.state, err }, 'a job could not be taken up again');
      lifecycle.inBackground(job, lifecycle.fail(job, err));
    }
  }

  async function recentTurns(): Promise<Turn[]> {
    const columns = ['kind', 'apiKeyId', 'submittedAt'] as const;
    const newest = database.read.selectFrom('Generation').select(columns).orderBy('createdAt', 'desc').limit(RECALLED);
    return (await newest.execute()).filter(({ submittedAt }) => submittedAt !== null);
  }

  /** Takes up every unfinished job; resolves when each is on its way. Slots of jobs that no longer run are given back. */
  return async function resume(unfinished: readonly Generation[]): Promise<void> {
    const rows = await database.read.selectFrom('Lease').selectAll().execute();
    const leases = new Map(rows.map((row) => [row.generationId, row]));
    const begun = unfinished.filter((row) => row.state !== 'queued').sort(bySubmit);
    if (unfinished.length > 0) for (const turn of [...(await recentTurns()), ...begun].sort(bySubmit)) tookTurn(turn);
    for (const row of begun) {
      try {
        await deps.withRequestId(row.requestId, () => resumeOne(row, leases));
      } catch (err) {
        // One job that cannot go on must not keep the others, and the service, from starting.
        log.error({ jobId: row.id, state: row.state, err }, 'a job could not be taken up again');
      }
    }
    const running = new Set(unfinished.filter((row) => row.state === 'running').map((row) => row.id));
    const stale = rows.filter((row) => !running.has(row.generationId));
    await database.commit(async (tx) => {
      for (const row of stale) await deps.dropLease(tx, row.generationId);
    });
    // All at once, and when slots are held again by those who have them: else the first of them would be served before
    // the others stand in line.
    for (const row of unfinished) if (row.state === 'queued') deps.withRequestId(row.requestId, () => waitOn(row));
    if (unfinished.length > 0)
      log.info({ jobs: unfinished.length, slotsGivenBack: stale.length }, 'went on with unfinished jobs');
  };
}

/** Which tokens have refused a job, and with what, so that it goes to none of them again. */
function recallTries(job: LiveJob): void {
  for (const { tokenId, error } of job.row.attempts ?? []) {
    if (error === null) continue;
    // A lost project, or a lost picture, is made anew with the same token; a broken way out says nothing about the token.
    if (error.code === 'upstream_not_found') Object.assign(job, { projectRenewed: true, uploadsRenewed: true });
    else if (error.code !== 'proxy_failed') job.tried.add(tokenId);
    job.lastError = new ServiceError(error.code as ErrorCode, error.message, { outcome: 'refused' });
  }
}

const bySubmit = (a: Turn, b: Turn): number => (a.submittedAt ?? 0) - (b.submittedAt ?? 0);

const RESUMED_DETAIL = 'Going on after a restart.';
/** A restored lease is only counted and given back; its tier decided the model key long ago. */
const UNUSED_TIER: Tier = 'PAYGATE_TIER_NOT_PAID';

/** The variant a job was planned with. If the catalogue lost it, the job still ends, but without an enlargement. */
function variantOf(catalogue: Catalogue, row: Generation) {
  const variant = catalogue.get(row.variant);
  if (variant !== null) return variant;
  const [any] = catalogue.variants;
  if (any === undefined) throw new Error('the catalogue is empty');
  return { ...any, id: row.variant, kind: row.kind, mode: row.mode, upsample: null };
}

function modelGone(row: Generation): ServiceError {
  return new ServiceError('model_not_found', `The model ${row.variant} is no longer in the catalogue.`, {
    param: 'model',
  });
}
