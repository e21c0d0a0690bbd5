import { type Generation, GenerationSchema } from '../../schema/entities/generation.ts';
import type { ServiceError } from '../../schema/errors.ts';
import { type GenerationState, isEnded, type JobError, type JobView } from '../../schema/generation.ts';
import { appendEvent, type Database, type Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';
import { storedRows } from '../database/stored-rows.ts';

/** Extra work of a transition, done in the same transaction. */
export type WithinTransition = (tx: Transaction) => Promise<unknown>;

/** The row was not in the state that the caller believed: somebody else moved it, for example a cancel. */
export class StaleJobError extends Error {
  constructor(id: string, expected: GenerationState) {
    super(`job ${id} is no longer ${expected}`);
    this.name = 'StaleJobError';
  }
}

/** Reads and writes of job rows. Every change of state is one transaction: the row, its event, and what belongs to it. */
export function createJobRecords(database: Database, now: () => number) {
  return {
    /** Stores the new jobs of one call, all or none; `within` is done in the same transaction. */
    insert(rows: readonly Generation[], within: WithinTransition): Promise<void> {
      return database.commit(async (tx) => {
        await within(tx);
        for (const row of rows) {
          await insertJob(tx, row);
          await appendEvent(tx, changed(row), row.createdAt);
        }
      });
    },

    /**
     * Moves a job on from the state `from` and changes `row` once that is committed; resolves with the event's sequence
     * number. Whoever tries again names the same `from`: what was decided about a waiting job is not meant for a running one.
     * @throws StaleJobError when the stored state is not `from`
     */
    async transition(
      row: Generation,
      from: GenerationState,
      patch: Partial<Generation> & { state: GenerationState },
      within?: WithinTransition,
    ): Promise<number> {
      if (isEnded(from)) throw new StaleJobError(row.id, from);
      const at = now();
      const next = { ...patch, updatedAt: at };
      const seq = await database.commit(
        async (tx) => {
          const { numAffectedRows } = await updateJob(tx, { ...next, storedId: row.id, storedState: from });
          if (numAffectedRows === 0n) throw new StaleJobError(row.id, from);
          await within?.(tx);
          return appendEvent(tx, changed({ id: row.id, tokenId: row.tokenId, error: row.error, ...next }), at);
        },
        { durable: isPaidStep(patch.state, patch.credits ?? row.credits) },
      );
      Object.assign(row, next);
      return seq;
    },

    /**
     * What an operator changes of a job that has ended, and its event; resolves with the job as it is then.
     * @throws StaleJobError when somebody else has changed it meanwhile
     */
    async amend(
      row: Generation,
      patch: Partial<Generation> & { state: GenerationState },
      within: WithinTransition,
    ): Promise<Generation> {
      const at = now();
      const next = { ...patch, updatedAt: at };
      await database.commit(async (tx) => {
        const { numAffectedRows } = await updateJob(tx, { ...next, storedId: row.id, storedState: row.state });
        if (numAffectedRows === 0n) throw new StaleJobError(row.id, row.state);
        await within(tx);
        await appendEvent(tx, changed({ ...row, ...next }), at);
      });
      return { ...row, ...next };
    },

    /** Undefined for one that its owner has deleted, too. */
    async find(id: string): Promise<Generation | undefined> {
      const { rows } = await selectJob(database.read, { id });
      return rows[0]?.deletedAt === null ? rows[0] : undefined;
    },

    /** Every job that has not ended, in the order of their first events, which is that of their coming: what a restart goes on with. */
    unfinished(): Promise<Generation[]> {
      return database.read
        .selectFrom('Generation')
        .selectAll()
        .where('state', 'in', ['queued', 'submitting', 'running', 'retrieving'])
        .orderBy((eb) =>
          eb
            .selectFrom('Event')
            .select((event) => event.fn.min('Event.seq').as('seq'))
            .whereRef('Event.subject', '=', 'Generation.id'),
        )
        .execute();
    },
  };
}

const insertJob = fixedStatement<Generation>((db, row) => db.insertInto('Generation').values(row));

/** What changes, and which row is meant: the one with this id, if it is in this state. */
type JobUpdate = Partial<Generation> & { storedId: string; storedState: GenerationState };

const updateJob = fixedStatement<JobUpdate>((db, { storedId, storedState, ...next }) =>
  db.updateTable('Generation').set(next).where('id', '=', storedId).where('state', '=', storedState),
);

const { columns, read } = storedRows<Generation>(GenerationSchema);

const selectJob = fixedStatement<Pick<Generation, 'id'>, Generation>(
  (db, { id }) => db.selectFrom('Generation').select(columns).where('id', '=', id),
  read,
);

/** The intent to spend, and the name of what was bought: losing either with the machine could pay a second time. */
function isPaidStep(to: GenerationState, credits: number): boolean {
  return credits > 0 && (to === 'submitting' || to === 'running');
}

export type JobRecords = ReturnType<typeof createJobRecords>;

function changed(row: Pick<Generation, 'id' | 'state' | 'tokenId' | 'error'>) {
  return {
    type: 'generation-changed',
    generationId: row.id,
    state: row.state,
    tokenId: row.tokenId,
    error: row.error,
  } as const;
}

/**
 * What may be stored and shown of a failure. Once the upstream had taken the work, a second try pays a second time, however
 * plainly the failure was told.
 */
export function toJobError(error: ServiceError, from: GenerationState): JobError {
  const wasTaken = from === 'running' || from === 'retrieving';
  return {
    code: error.code,
    message: error.message,
    reason: error.reason ?? null,
    retryAfterMs: error.retryAfterMs ?? null,
    outcome: wasTaken ? 'unknown' : from === 'queued' ? 'not-sent' : error.outcome,
  };
}

/** What only the running process knows about a job. */
export interface LiveFacts {
  percent: number;
  detail: string;
  position: number | null;
  expectedAt: number | null;
}

/** What is said of a job that has ended, by whoever shows it. */
export const ENDED_DETAIL = {
  completed: 'Done.',
  failed: 'Failed.',
  cancelled: 'Cancelled.',
  submit_unknown: 'The answer of the upstream was lost.',
} as const;

/** A job that no longer lives in this process. */
export function storedView(row: Generation): JobView {
  const detail = (ENDED_DETAIL as Partial<Record<GenerationState, string>>)[row.state] ?? 'Not followed here.';
  return toJobView(row, { percent: storedPercent(row), detail, position: null, expectedAt: null });
}

/** How far work that failed had come is not kept; it is over, and what is told never falls. */
function storedPercent({ state, submittedAt }: Generation): number {
  return state === 'completed' || (isEnded(state) && submittedAt !== null) ? 100 : 0;
}

/** The job as those who wait for it may see it. */
export function toJobView(row: Generation, live: LiveFacts): JobView {
  return {
    id: row.id,
    state: row.state,
    kind: row.kind,
    mode: row.mode,
    model: row.model,
    variant: row.variant,
    prompt: row.prompt,
    ratio: row.ratio,
    seconds: row.seconds,
    resolution: row.resolution,
    upstream: row.upstream,
    percent: live.percent,
    detail: live.detail,
    position: live.position,
    assets: row.assets ?? [],
    error: row.error,
    notice: row.notice,
    apiKeyId: row.apiKeyId,
    route: row.route,
    callId: row.callId,
    facts: row.facts ?? {},
    inputs: row.request.images,
    expectedAt: live.expectedAt,
    createdAt: row.createdAt,
    startedAt: row.submittedAt,
    completedAt: row.completedAt,
  };
}
