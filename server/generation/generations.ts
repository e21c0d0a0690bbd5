import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import {
  type CallSlot,
  type CreateCall,
  type CreatedJobs,
  type GenerationRequest,
  isEnded,
  type JobEvent,
  type JobListQuery,
  type JobStep,
  type JobView,
  type RequestOrigin,
  type WatcherRole,
} from '../../schema/generation.ts';
import type { OperationRef, PollResult } from '../flow/types.ts';
import type { Lease, LeaseNeed } from '../tokens/types.ts';
import { createAdmission } from './admission.ts';
import { createCalls } from './calls.ts';
import { createJobCreator, stopping } from './create-jobs.ts';
import { describeError, type GenerationDeps, idsOf, type KeptMedia } from './deps.ts';
import { createDispatcher } from './dispatch.ts';
import { createExpectedEnd } from './expected-end.ts';
import { createFollower } from './follow-job.ts';
import { createImagesWanted } from './images-wanted.ts';
import { createJobList } from './job-list.ts';
import { createJobRecords, StaleJobError, storedView } from './job-record.ts';
import { createLifecycle } from './lifecycle.ts';
import { createLiveJobs, type LiveJob } from './live-jobs.ts';
import { createOperator } from './operator.ts';
import { createPendingCalls } from './pending-calls.ts';
import { mostCredits, offersOf, takes } from './plan-job.ts';
import { createPoller } from './poller.ts';
import { createDurations } from './progress.ts';
import { createQueue } from './queue.ts';
import { createQueueReport } from './queue-report.ts';
import { createResume } from './resume.ts';
import { createRetriever } from './retrieve.ts';
import { createStills } from './stills.ts';
import { createSubmitter } from './submit-job.ts';
import { soonerOf } from './unserved.ts';
import { createUploads } from './uploads.ts';

const HOUSEKEEPING_MS = 2_000;

/**
 * Jobs: one durable row under every surface. A caller submits and then watches; leaving only ends the watching.
 * @see docs/jobs.md
 */
export function createGenerations(deps: GenerationDeps) {
  const { catalogue, pool, settings, schedule, now, elapsed, random, log } = deps;
  const records = createJobRecords(deps.database, now);
  const list = createJobList(deps.database);
  const queue = createQueue();
  const durations = createDurations();
  const expectedEnd = createExpectedEnd({ durations, held: pool.held, now });
  const live = createLiveJobs({
    standingOf: queue.standingOf,
    expectedAt: ({ row }, place) => expectedEnd(row, place),
    onAbandoned: (job) => dropAbandoned(job),
  });
  const closing = new AbortController();
  const lifecycle = createLifecycle(
    {
      ...deps,
      onEnded(job) {
        calls.jobEnded(job);
        deps.onEnded(job);
      },
    },
    ...([records, live, closing.signal] as const),
  );
  const retriever = createRetriever(deps, lifecycle, live);
  const pending = createPendingCalls(deps);
  const follower = createFollower({
    deps,
    live,
    lifecycle,
    retriever,
    durations,
    calls: pending,
    poller: () => poller,
  });
  const submitter = createSubmitter({
    deps,
    live,
    lifecycle,
    follower,
    calls: pending,
    uploads: createUploads(deps),
    requeue: (job) => enqueue(job),
  });
  const poller = createPoller({
    poll: async (tokenId, operations) => {
      if (!pool.knows(tokenId)) return nobodysWork(operations);
      return deps.tokens.withSession(tokenId, async (session) => {
        const result = await session.flow.pollVideos(session.accessToken, operations, closing.signal);
        if (result.remainingCredits !== null) deps.tokens.creditsSeen(tokenId, result.remainingCredits);
        return result;
      });
    },
    onStatus(jobId, status) {
      const job = live.get(jobId);
      if (job !== undefined) asRequestOf(job, () => follower.onStatus(job, status));
    },
    onFailing: (tokenId, error) =>
      log.warn({ tokenId, error: describeError(error) }, 'polls of an account fail; its jobs stay open'),
    onWorking: (tokenId, failed) => log.info({ tokenId, failed }, 'polls of an account work again'),
    onRefused(tokenId, jobId, error) {
      const job = live.get(jobId);
      if (job === undefined) return;
      const told = { ...idsOf(job.row), tokenId, error: describeError(error) };
      log.warn(told, 'the upstream refuses to tell of a job; it stays open and is seldom asked about');
    },
    gap: () => ({ minMs: settings().pollMinMs, maxMs: settings().pollMaxMs }),
    schedule,
    now,
    random,
  });
  const dispatcher = createDispatcher({
    pool,
    queue,
    onLeased(id, lease) {
      const job = live.get(id);
      if (job === undefined) pool.release(id);
      else start(job, lease);
    },
    onImpossible(id, error) {
      const job = live.get(id);
      if (job !== undefined) giveUp(job, job.lastError === null ? error : soonerOf(job.lastError, error));
    },
    elapsed,
  });
  const stopListening = pool.onFreed(dispatcher.wake);
  const stopHearing = pool.onStalled(pending.stalled);
  const admission = createAdmission({ deps, queue, dispatcher, durations });
  const resume = createResume({
    deps,
    live,
    lifecycle,
    follower,
    retriever,
    enqueue: (job) => enqueue(job),
    tookTurn: ({ kind, apiKeyId }) => queue.tookTurn(kind, apiKeyId),
  });
  const createJobs = createJobCreator({
    ...{ deps, records, live, admission },
    start: (job, lease) => start(job, lease),
    enqueue: (job) => enqueue(job),
  });
  const calls = createCalls({
    database: deps.database,
    jobsOf: async (callId) => (await list.ofCall(callId)).map(viewOf),
    wereDeleted: list.isDeleted,
    joinWindowMs: () => settings().joinWindowMs,
    joinIdentical: () => settings().joinIdentical,
    now,
    newCallId: deps.newCallId,
  });
  const stillOf = createStills(deps);
  const submitting = new Set<Promise<void>>();
  let accepting = true;
  let callOffHousekeeping = (): void => {};

  /** Runs a step of a job under the id of the request that made it, whoever brings the step about. */
  function asRequestOf<T>(job: LiveJob, step: () => T): T {
    return deps.withRequestId(job.row.requestId, step);
  }

  function start(job: LiveJob, lease: Lease): void {
    const running = asRequestOf(job, () => submitter.run(job, lease));
    submitting.add(running);
    void running.finally(() => submitting.delete(running)).catch(() => {}); // told below
    asRequestOf(job, () => lifecycle.inBackground(job, running));
  }

  function giveUp(job: LiveJob, error: ServiceError): void {
    asRequestOf(job, () => lifecycle.inBackground(job, lifecycle.fail(job, error)));
  }

  function needOf(job: LiveJob): LeaseNeed {
    const { row, variant, tried } = job;
    const offers = offersOf(variant, row.request.images.length, settings().profile);
    return { generationId: row.id, kind: row.kind, ...offers, exclude: tried, only: row.request.tokenId };
  }

  /** What a job of a former process can cost at most. */
  function mostOf({ state, variant: id, credits, request }: Generation): number {
    const variant = catalogue.get(id);
    const { length: images } = request.images;
    // What was sent has its price; what the catalogue no longer has fails as soon as it is taken up.
    if (state !== 'queued' || variant === null || !takes(variant, images)) return credits;
    return mostCredits(offersOf(variant, images, settings().profile));
  }

  function enqueue(job: LiveJob): void {
    const { id, apiKeyId, attempts } = job.row;
    const hadItsTurn = (attempts ?? []).length > 0;
    job.hasWaited ||= !hadItsTurn;
    job.waitsUntil ??= elapsed() + settings().queueWaitMs;
    queue.add({ id, apiKeyId, need: needOf(job), until: job.waitsUntil, hasWaited: job.hasWaited }, hadItsTurn);
    live.changed(job, 0);
    dispatcher.wake();
  }

  /**
   * The jobs of one call, made unless the same call has made them before; `prepare` is only asked for what is new, and once
   * the call has its slot in the key's minute, which may have been taken before.
   */
  function create(
    call: CreateCall,
    origin: RequestOrigin,
    prepare: () => Promise<readonly GenerationRequest[]>,
    taken?: CallSlot | null,
  ): Promise<CreatedJobs> {
    return calls.once(origin.apiKeyId, call, async (identity) => {
      if (!accepting) throw stopping();
      using slot = taken ?? deps.quota.enter(origin.apiKeyId);
      const jobs = await createJobs(await prepare(), origin, identity, slot);
      return jobs.map(live.view);
    });
  }

  /** A single job for whoever never repeats a call. */
  async function submit(request: GenerationRequest, origin: RequestOrigin): Promise<JobView> {
    if (!accepting) throw stopping();
    const identity = { callId: deps.newCallId(), fingerprint: null, within: async () => {} };
    const [job] = await createJobs([request], origin, identity);
    return live.view(job as LiveJob);
  }

  const viewOf = (row: Generation): JobView => {
    const job = live.get(row.id);
    return job === undefined ? storedView(row) : live.view(job);
  };

  async function* watch(id: string, signal: AbortSignal, role: WatcherRole = 'caller'): AsyncGenerator<JobEvent> {
    const job = live.get(id);
    if (job !== undefined) return yield* live.watch(job, signal, role);
    const row = await records.find(id);
    if (row !== undefined) yield { seq: 0, job: storedView(row) };
  }

  async function find(id: string, apiKeyId: string): Promise<JobView | null> {
    const job = live.get(id);
    if (job !== undefined) return job.row.apiKeyId === apiKeyId ? live.view(job) : null;
    const row = await records.find(id);
    return row === undefined || row.apiKeyId !== apiKeyId ? null : storedView(row);
  }

  async function cancel(id: string, apiKeyId: string): Promise<JobView | null> {
    const job = live.get(id);
    if (job?.row.apiKeyId === apiKeyId && job.row.state === 'queued') {
      try {
        await takeBack(job, 'The job was cancelled before it was sent.');
        return live.view(job);
      } catch (cause) {
        // It was sent, or cancelled by somebody else, in this very moment.
        if (!(cause instanceof StaleJobError)) throw cause;
      }
    }
    const found = await records.find(id);
    if (found === undefined || found.apiKeyId !== apiKeyId) return null;
    if (found.state !== 'cancelled') throw tooLateToCancel(found);
    return storedView(found);
  }

  /** Makes a job invisible, with its files: one that waits is cancelled first, one that runs can not be. */
  async function remove(id: string, apiKeyId: string): Promise<JobView | null> {
    const waiting = live.get(id)?.row.state === 'queued' && (await cancel(id, apiKeyId));
    const found = waiting || (await find(id, apiKeyId));
    if (!found) return null;
    if (!isEnded(found.state)) throw stillRunning(found);
    await list.markDeleted(id, now());
    for (const { file } of found.assets) if (file !== null) await deps.media.forget(file);
    return found;
  }

  /** The jobs of a create call of this key, in their order. */
  async function ofCall(callId: string, apiKeyId: string): Promise<JobView[]> {
    const rows = await list.ofCall(callId);
    return rows.filter((row) => row.apiKeyId === apiKeyId).map(viewOf);
  }

  /** Null when `after` is no job of this key and kind; one that was deleted still has its place. */
  async function page(apiKeyId: string, query: JobListQuery): Promise<{ jobs: JobView[]; hasMore: boolean } | null> {
    const found = await list.page(apiKeyId, query);
    return found && { jobs: found.rows.map(viewOf), hasMore: found.hasMore };
  }

  /** The logged steps of a job after one of them; null when there is no such job for this key. */
  async function steps(id: string, apiKeyId: string, after: number): Promise<JobStep[] | null> {
    return (await find(id, apiKeyId)) === null ? null : list.steps(id, after);
  }

  /** The small picture of a finished video; null when there is no such job for this key, or none to be had. */
  async function still(id: string, apiKeyId: string): Promise<(KeptMedia & { file: string }) | null> {
    const row = await records.find(id);
    const file = row?.apiKeyId === apiKeyId ? await stillOf(row) : null;
    return file && { ...file, file: file.name };
  }

  async function takeBack(job: LiveJob, why: string): Promise<void> {
    await lifecycle.end(job, { state: 'cancelled', error: new ServiceError('cancelled', why) });
    queue.remove(job.row.id);
  }

  function dropAbandoned(job: LiveJob): void {
    if (!settings().dropAbandoned || job.row.state !== 'queued') return;
    const why = 'Nobody waited for the job any more, so it was cancelled before it was sent.';
    asRequestOf(job, () => lifecycle.inBackground(job, takeBack(job, why)));
  }

  /** What time alone brings about: waits that are over, deadlines, places in the queue. */
  function keepHouse(): void {
    const { queueWaitMs, retrieveTimeoutMs } = settings();
    const tooLong = [...queue.all()].filter((waiting) => waiting.until <= elapsed());
    for (const { id, need } of tooLong) {
      const job = live.get(id);
      const place = queue.standingOf(id)?.place ?? 1;
      queue.remove(id);
      if (job !== undefined) giveUp(job, admission.waitedTooLong(need.kind, place, queueWaitMs));
    }
    queue.renumber();
    for (const job of live.all()) {
      const { state, tokenId } = job.row;
      if (state === 'queued') live.changed(job, 0);
      // In time the poll itself ends a job. This is for an upstream that has not answered about it for as long as media live.
      if (state !== 'running' || !follower.isOverdue(job, retrieveTimeoutMs)) continue;
      if (tokenId !== null) poller.leave(tokenId, job.row.id);
      asRequestOf(job, () => lifecycle.inBackground(job, follower.outOfTime(job)));
    }
    for (const [id, lease] of pool.held()) {
      if (live.get(id) !== undefined) continue;
      log.error({ jobId: id, tokenId: lease.tokenId }, 'a slot was held by a job that has ended; given back');
      pool.release(id);
    }
    callOffHousekeeping = schedule(keepHouse, HOUSEKEEPING_MS);
  }

  const operator = createOperator({
    ...{ deps, records, live, list, calls, retriever, createJobs, takeBack, viewOf, stillOf },
    watch: (id, signal) => watch(id, signal, 'onlooker'),
    queue: createQueueReport({ queue, pool, durations, depth: () => settings().queueDepth }),
    accepting: () => accepting,
  });

  return {
    /** What operators see and do, whichever key a job belongs to. */
    operator,
    /** Ids of jobs that were sent with this token and have not ended, whether they hold a slot or not. */
    unfinishedOn: live.on,
    /** @throws ServiceError as `create` would for what is known before the images are here */
    imagesWanted: createImagesWanted({ deps, endsAt: live.endsAt }),
    create,
    /** Takes the slot of a call whose body is not here yet, see `CallSlot`. @throws ServiceError `rate_limited` */
    enter: deps.quota.enter,
    /** The connection of a create call has ended: its caller was answered in full, or left. */
    callEnded: calls.ended,
    submit,
    watch,
    find,
    ofCall,
    page,
    steps,
    cancel,
    remove,
    still,
    /** Goes on with the jobs of a former process, then begins to serve. */
    async start(): Promise<void> {
      const unfinished = await records.unfinished();
      for (const row of unfinished) {
        calls.resumed(row);
        deps.quota.resumed(row, mostOf(row));
      }
      await resume(unfinished);
      keepHouse();
    },
    /** No new jobs from now on; those that were sent go on. Nobody has to wait for onlookers, who can go on elsewhere. */
    stopAccepting(): void {
      accepting = false;
      live.endWatches('onlooker');
    },
    /** Ends all watching: those who wait hear that their job goes on without them, which a cut connection could not tell. */
    endWatches: () => live.endWatches('caller', 'onlooker'),
    /**
     * Waits a while for submits whose answer is under way, begins nothing any more, and lets go of all calls: what is
     * unfinished is in the database.
     */
    async close(graceMs: number): Promise<void> {
      accepting = false;
      dispatcher.close();
      stopListening();
      stopHearing();
      callOffHousekeeping();
      const over = new Promise<void>((resolve) => schedule(resolve, graceMs));
      await Promise.race([Promise.allSettled(submitting), over]);
      closing.abort();
      live.endWatches('caller', 'onlooker');
      for (const job of live.all()) job.abort.abort();
      await poller.close();
    },
    /** Jobs that wait for a slot, by kind; for metrics. */
    waiting: () => ({ image: queue.sizeOf('image'), video: queue.sizeOf('video') }),
  };
}

/** The account was removed: nobody can ask for what it makes, so none of it will come. */
function nobodysWork(operations: readonly OperationRef[]): PollResult {
  const error = new ServiceError('generation_failed', 'The account that was making this has been removed.');
  return {
    statuses: new Map(operations.map(({ name }) => [name, { state: 'failed', error }])),
    remainingCredits: null,
  };
}

function stillRunning({ state }: JobView): ServiceError {
  return new ServiceError('invalid_request', `The job is ${state}: it can be deleted once it has ended.`);
}

function tooLateToCancel({ state }: Generation): ServiceError {
  const why = isEnded(state)
    ? 'it has ended and can no longer be cancelled.'
    : 'it was sent upstream and can no longer be cancelled. Its result will be kept.';
  return new ServiceError('invalid_request', `The job is ${state}: ${why}`);
}
