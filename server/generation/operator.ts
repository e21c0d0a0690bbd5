import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import {
  type CreateCall,
  type GenerationRequest,
  isEnded,
  type JobEvent,
  type JobStep,
  type JobView,
  type RequestOrigin,
} from '../../schema/generation.ts';
import type { createCalls } from './calls.ts';
import { type CallIdentity, stopping } from './create-jobs.ts';
import type { GenerationDeps, KeptMedia } from './deps.ts';
import type { createJobList } from './job-list.ts';
import { type JobRecords, StaleJobError } from './job-record.ts';
import { createJobSearch, type JobFilter, type JobPageQuery, type JobPlace } from './job-search.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { hasResult, type OperatorJob, toOperatorJob } from './operator-job.ts';
import type { QueueReport } from './queue-report.ts';
import type { Fetched, Retriever } from './retrieve.ts';

/** What an operator asks for. */
export interface OperatorRequest extends Omit<GenerationRequest, 'images' | 'imagesParam' | 'promptParam'> {
  /** Names of kept pictures. */
  images: readonly string[];
  /** How many results, each a job of its own. */
  count: number;
}

/** What is known by now of a job whose answer was lost. */
export type Resolution = 'nothing-started' | 'made-not-delivered';

export interface OperatorDeps {
  deps: GenerationDeps;
  records: JobRecords;
  live: LiveJobs;
  list: ReturnType<typeof createJobList>;
  calls: ReturnType<typeof createCalls>;
  retriever: Retriever;
  createJobs(requests: readonly GenerationRequest[], origin: RequestOrigin, call: CallIdentity): Promise<LiveJob[]>;
  /** @throws StaleJobError when it was sent in this very moment */
  takeBack(job: LiveJob, why: string): Promise<void>;
  viewOf(row: Generation): JobView;
  watch(id: string, signal: AbortSignal): AsyncGenerator<JobEvent>;
  stillOf(row: Generation): Promise<KeptMedia | null>;
  queue(): QueueReport;
  accepting(): boolean;
}

/** Jobs that no API key asked for are booked under this one; it has no limits. */
export const CONSOLE_KEY_ID = 'console';
const CONSOLE_ROUTE = 'console';
/** Where an operator's request has what a caller's has in its messages. */
const OWN_FIELDS = { promptParam: 'prompt', imagesParam: 'images' } as const;
/** A result that does not come within this time is told of as not fetched; another try may follow. */
const FETCH_MS = 120_000;

export type Operator = ReturnType<typeof createOperator>;

/** Everything that operators see of jobs and do with them, whichever key they belong to. */
export function createOperator(of: OperatorDeps) {
  const { deps, records, live, list, calls, retriever, createJobs, takeBack, viewOf, queue, accepting } = of;
  const { database, media, quota, elapsed, schedule, log } = deps;
  const search = createJobSearch({ database, elapsed });
  /** Jobs whose results are being fetched again. */
  const delivering = new Map<string, Promise<OperatorJob>>();

  const shown = (row: Generation): OperatorJob => {
    const job = live.get(row.id);
    return toOperatorJob(job?.row ?? row, viewOf(row));
  };

  /** @throws ServiceError `not_found` */
  async function rowOf(id: string): Promise<Generation> {
    const row = live.get(id)?.row ?? (await records.find(id));
    if (row === undefined) throw new ServiceError('not_found', `There is no generation ${id}.`, { param: 'id' });
    return row;
  }

  /** @throws ServiceError `image_invalid` */
  async function pictureOf(file: string) {
    const image = await media.fromFile(file);
    if (image !== null) return image;
    throw new ServiceError('image_invalid', `There is no kept picture ${file}. Upload it again.`, { param: 'images' });
  }

  const freshCall = (): CallIdentity => ({ callId: deps.newCallId(), fingerprint: null, within: async () => {} });

  async function requestsOf({ images, count, ...request }: OperatorRequest): Promise<GenerationRequest[]> {
    const pictures = await Promise.all(images.map(pictureOf));
    return Array.from({ length: count }, () => ({ ...request, ...OWN_FIELDS, images: pictures }));
  }

  /**
   * Makes jobs in the name of a key, whose limits hold, or in nobody's. Named by `idempotencyKey`, the same call is carried
   * out once.
   */
  async function create(
    request: OperatorRequest,
    { apiKeyId, requestId }: { apiKeyId: string | null; requestId: string },
    call: Pick<CreateCall, 'idempotencyKey' | 'fingerprint'>,
  ): Promise<readonly OperatorJob[]> {
    if (!accepting()) throw stopping();
    const origin = { apiKeyId: apiKeyId ?? CONSOLE_KEY_ID, requestId, route: CONSOLE_ROUTE };
    const make = async (identity: CallIdentity) => createJobs(await requestsOf(request), origin, identity);
    if (call.idempotencyKey === null) return (await make(freshCall())).map(({ row }) => shown(row));
    const made = await calls.once(origin.apiKeyId, { ...call, isRetry: false }, async (identity) =>
      (await make(identity)).map(live.view),
    );
    calls.ended(made.callId, true);
    return Promise.all(made.jobs.map(async ({ id }) => shown(await rowOf(id))));
  }

  /** A job that waits, or whose pictures are being uploaded, is taken back; what was sent is past recall. */
  async function cancel(id: string): Promise<OperatorJob> {
    const job = live.get(id);
    if (job?.row.state === 'queued') {
      try {
        await takeBack(job, 'An operator cancelled the job before it was sent.');
        return shown(job.row);
      } catch (cause) {
        if (!(cause instanceof StaleJobError)) throw cause;
      }
    }
    const row = await rowOf(id);
    if (row.state !== 'cancelled') throw tooLateToCancel(row);
    return shown(row);
  }

  /** A new job of the same request, for the same key, with whichever token is best now, or the one that it was bound to. */
  async function retry(id: string, requestId: string): Promise<OperatorJob> {
    if (!accepting()) throw stopping();
    const row = await rowOf(id);
    if (row.state === 'submit_unknown') throw unresolved();
    if (!isEnded(row.state))
      throw new ServiceError('invalid_request', `The job is ${row.state}: it has not ended yet.`);
    for (const { file } of row.request.images) {
      if ((await media.describe(file)) === null) throw picturesGone();
    }
    const request: GenerationRequest = {
      model: row.variant,
      prompt: row.prompt,
      ...OWN_FIELDS,
      images: row.request.images,
      imageRole: ROLE_OF[row.mode],
      seed: row.request.seed,
      tokenId: row.request.tokenId,
    };
    const origin = { apiKeyId: row.apiKeyId, requestId, route: CONSOLE_ROUTE, facts: { retryOf: row.id } };
    const [job] = await createJobs([request], origin, freshCall());
    return shown((job as LiveJob).row);
  }

  /** Fetches the result of an ended job that is not here (any more), as long as the upstream has it. One try. */
  function deliver(id: string): Promise<OperatorJob> {
    const running = delivering.get(id);
    if (running !== undefined) return running;
    const begun = deliverOnce(id).finally(() => delivering.delete(id));
    delivering.set(id, begun);
    return begun;
  }

  async function deliverOnce(id: string): Promise<OperatorJob> {
    const row = await rowOf(id);
    if (row.state !== 'completed' && row.state !== 'failed') throw notToBeFetched(row);
    if (row.state === 'completed' && (await isHere(row))) return shown(row);
    if (!hasResult(row)) throw nothingMade();
    const fetched = await fetchWithin(row);
    const wasFailed = row.state === 'failed';
    try {
      const patch = {
        state: 'completed',
        error: null,
        assets: [fetched.asset],
        notice: fetched.notice ?? row.notice,
      } as const;
      const delivered = await records.amend(row, { ...patch, assets: [fetched.asset] }, async (tx) => {
        await fetched.within(tx);
        if (wasFailed) await deps.amendUsage(tx, row, { completed: 1, failed: -1, credits: 0 });
      });
      log.info({ jobId: id, requestId: row.requestId }, 'a result was fetched again for an operator');
      return shown(delivered);
    } catch (cause) {
      await fetched.discard();
      throw cause;
    }
  }

  async function fetchWithin(row: Generation): Promise<Fetched> {
    checkAccount(row);
    const abort = new AbortController();
    const callOff = schedule(() => abort.abort(tooSlow()), FETCH_MS);
    try {
      return await retriever.fetchOnce({ row, abort });
    } catch (cause) {
      const error = ServiceError.from(abort.signal.aborted ? abort.signal.reason : cause);
      if (error.code === 'internal_error') throw error;
      throw new ServiceError('media_unavailable', `The result could not be fetched: ${error.message}`, {
        cause: error,
      });
    } finally {
      callOff();
    }
  }

  function checkAccount({ tokenId }: Generation): void {
    try {
      if (tokenId !== null) deps.flowFor(tokenId);
    } catch (cause) {
      const gone = 'The account that made this is no longer in the pool, and only it can fetch the result.';
      throw new ServiceError('media_unavailable', gone, { cause });
    }
  }

  /** Takes the files of an ended job away; what was asked for, and how it went, stays. */
  async function forget(id: string): Promise<OperatorJob> {
    const row = await rowOf(id);
    if (!isEnded(row.state))
      throw new ServiceError('invalid_request', `The job is ${row.state}: it has not ended yet.`);
    const files = (row.assets ?? []).flatMap(({ file }) => file ?? []);
    if (files.length === 0) throw new ServiceError('invalid_request', 'Nothing is kept of this job.');
    for (const file of files) await media.forget(file);
    return shown(row);
  }

  async function isHere({ assets }: Generation): Promise<boolean> {
    for (const { file } of assets ?? []) if (file === null || (await media.describe(file)) === null) return false;
    return (assets ?? []).length > 0;
  }

  /** Says how a job went whose answer was lost, by what the operator has seen at the upstream. */
  async function resolve(id: string, resolution: Resolution): Promise<OperatorJob> {
    const row = await rowOf(id);
    if (row.state !== 'submit_unknown') {
      throw new ServiceError('invalid_request', `The job is ${row.state}: there is nothing to be resolved.`);
    }
    const isFree = resolution === 'nothing-started';
    const error = { ...WORDS[resolution], reason: null, retryAfterMs: null };
    const patch = { state: 'failed', error, credits: isFree ? 0 : row.credits } as const;
    const resolved = await records.amend(row, patch, async (tx) => {
      if (isFree) await deps.amendUsage(tx, row, { completed: 0, failed: 0, credits: -row.credits });
    });
    if (isFree) quota.givenBack(row);
    return shown(resolved);
  }

  return {
    /** A page of jobs, newest first; `end` is where the next one begins. */
    async page(query: JobPageQuery): Promise<{ jobs: readonly OperatorJob[]; hasMore: boolean; end: JobPlace | null }> {
      const { rows, hasMore, end } = await search.page(query);
      return { jobs: rows.map(shown), hasMore, end };
    },

    /** Ids of up to `limit` jobs that a filter fits, and whether those are all. */
    async idsOf(filter: JobFilter, limit: number): Promise<{ ids: readonly string[]; isAll: boolean }> {
      const ids: string[] = [];
      let before: JobPlace | null = null;
      for (;;) {
        const page: Awaited<ReturnType<typeof search.page>> = await search.page({
          filter,
          before,
          limit: limit - ids.length,
        });
        ids.push(...page.rows.map((row) => row.id));
        if (!page.hasMore || page.end === null) return { ids, isAll: true };
        if (ids.length >= limit) return { ids, isAll: false };
        before = page.end;
      }
    },

    async find(id: string): Promise<OperatorJob | null> {
      const row = live.get(id)?.row ?? (await records.find(id));
      return row === undefined ? null : shown(row);
    },

    /** In the order of `ids`; null for one that is not there. */
    async byIds(ids: readonly string[]): Promise<(OperatorJob | null)[]> {
      const rows = new Map((await search.byIds(ids)).map((row) => [row.id, row]));
      return ids.map((id) => {
        const row = rows.get(id);
        return row === undefined ? null : shown(row);
      });
    },

    /** Name of the file of a small picture of a finished job; null when there is none. */
    async still(id: string): Promise<string | null> {
      const row = await rowOf(id);
      if (row.kind === 'image') return row.assets?.[0]?.file ?? null;
      return (await of.stillOf(row))?.name ?? null;
    },

    /** When kept files were stored, by their names; those that are gone are not among them. */
    async storedAt(files: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (files.length === 0) return new Map();
      const rows = await database.read
        .selectFrom('File')
        .select(['name', 'createdAt'])
        .where('name', 'in', files)
        .execute();
      return new Map(rows.map(({ name, createdAt }) => [name, createdAt]));
    },

    /** The logged steps of a job. */
    steps: (id: string): Promise<JobStep[]> => list.steps(id, 0),
    /** Those of many jobs by their ids; a job whose steps are no longer kept is left out. */
    stepsOfAll: list.stepsOfAll,
    /** A job as it stands, then each change, to its end. Nobody's leaving ends it. */
    watch: of.watch,
    create,
    cancel,
    retry,
    deliver,
    forget,
    resolve,
    queue,
  };
}

const ROLE_OF = { t2i: undefined, t2v: undefined, i2v: 'frames', r2v: 'references' } as const;

const WORDS = {
  'nothing-started': {
    code: 'upstream_unknown',
    message: 'The answer of the upstream was lost. An operator found that it had started nothing: nothing was spent.',
    outcome: 'not-sent',
  },
  'made-not-delivered': {
    code: 'media_unavailable',
    message:
      'The answer of the upstream was lost. An operator found that it has made the result and was paid; it was not delivered here.',
    outcome: 'unknown',
  },
} as const satisfies Record<Resolution, object>;

function tooLateToCancel({ state }: Generation): ServiceError {
  const why = isEnded(state)
    ? 'it has ended and can no longer be cancelled.'
    : 'the upstream has it, and knows no way to take it back. Its result will be kept.';
  return new ServiceError('invalid_request', `The job is ${state}: ${why}`);
}

function unresolved(): ServiceError {
  const message =
    'The answer to this job was lost, so it may have been made and paid for. Say first what became of it (resolve), then try it again.';
  return new ServiceError('invalid_request', message);
}

function picturesGone(): ServiceError {
  return new ServiceError('image_invalid', 'The pictures that came with this request are no longer kept.');
}

function notToBeFetched({ state }: Generation): ServiceError {
  const why = isEnded(state) ? 'there is no result to fetch.' : 'its result is fetched as soon as there is one.';
  return new ServiceError('invalid_request', `The job is ${state}: ${why}`);
}

function nothingMade(): ServiceError {
  return new ServiceError('invalid_request', 'The upstream has made nothing for this job that could be fetched.');
}

function tooSlow(): ServiceError {
  return new ServiceError('media_unavailable', `It did not come within ${FETCH_MS / 1_000} s.`);
}
