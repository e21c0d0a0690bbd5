import type { MediaKind } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import type { JobListQuery, JobStep } from '../../schema/generation.ts';
import type { Database } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

/** Reads of many jobs, or of much about one. */
export function createJobList(database: Database) {
  /** Where in the order of its kind a job stands. A deleted one keeps its place, for whoever deletes while going through the pages. */
  function placeOf(
    id: string,
    apiKeyId: string,
    kind: MediaKind,
  ): Promise<Pick<Generation, 'id' | 'createdAt'> | undefined> {
    return database.read
      .selectFrom('Generation')
      .select(['id', 'createdAt'])
      .where('id', '=', id)
      .where('apiKeyId', '=', apiKeyId)
      .where('kind', '=', kind)
      .executeTakeFirst();
  }

  return {
    /** A page of a key's jobs of one kind, and whether there are more after it; null when there is no place `after` which it begins. */
    async page(
      apiKeyId: string,
      { kind, after, limit, order }: JobListQuery,
    ): Promise<{ rows: readonly Generation[]; hasMore: boolean } | null> {
      const from = after === null ? null : await placeOf(after, apiKeyId, kind);
      if (from === undefined) return null;
      let query = database.read
        .selectFrom('Generation')
        .selectAll()
        .where('apiKeyId', '=', apiKeyId)
        .where('kind', '=', kind)
        .where('deletedAt', 'is', null)
        .orderBy('createdAt', order)
        .orderBy('id', order)
        .limit(limit + 1);
      if (from !== null) {
        const beyond = order === 'desc' ? '<' : '>';
        query = query.where((eb) =>
          eb.or([
            eb('createdAt', beyond, from.createdAt),
            eb.and([eb('createdAt', '=', from.createdAt), eb('id', beyond, from.id)]),
          ]),
        );
      }
      const rows = await query.execute();
      return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
    },

    /** Whether the call has jobs, and their owner has deleted them all. */
    async isDeleted(callId: string): Promise<boolean> {
      const rows = await database.read
        .selectFrom('Generation')
        .select(['deletedAt', 'submittedAt'])
        .where('callId', '=', callId)
        .execute();
      // What was never sent has cost nothing, and may be made anew.
      const wereSent = rows.some(({ submittedAt }) => submittedAt !== null);
      return wereSent && rows.every(({ deletedAt }) => deletedAt !== null);
    },

    /** All jobs of a create call, in their order. */
    ofCall(callId: string): Promise<Generation[]> {
      return database.read
        .selectFrom('Generation')
        .selectAll()
        .where('callId', '=', callId)
        .where('deletedAt', 'is', null)
        .orderBy('id')
        .execute();
    },

    /** What the event log has of a job after the step `after`. */
    async steps(id: string, after: number): Promise<JobStep[]> {
      const { rows } = await selectSteps(database.read, { id, after });
      return rows.flatMap(({ seq, payload, at }) =>
        payload.type === 'generation-changed' ? [{ seq, state: payload.state, at }] : [],
      );
    },

    /** The same for many jobs, each by its id; a job without any is left out. */
    async stepsOfAll(ids: readonly string[]): Promise<Map<string, JobStep[]>> {
      if (ids.length === 0) return new Map();
      const rows = await database.read
        .selectFrom('Event')
        .select(['seq', 'payload', 'at'])
        .where('subject', 'in', ids)
        .orderBy('seq')
        .execute();
      const steps = new Map<string, JobStep[]>();
      for (const { seq, payload, at } of rows) {
        if (payload.type !== 'generation-changed') continue;
        const { generationId, state } = payload;
        steps.set(generationId, [...(steps.get(generationId) ?? []), { seq, state, at }]);
      }
      return steps;
    },

    /** From now on the job is shown to nobody; its row stays for the counters until it is old. */
    async markDeleted(id: string, at: number): Promise<void> {
      await database.commit((tx) => tx.updateTable('Generation').set({ deletedAt: at }).where('id', '=', id).execute());
    },
  };
}

interface StepsQuery {
  id: string;
  after: number;
}

const selectSteps = fixedStatement<
  StepsQuery,
  { seq: number; payload: import('../../schema/events.ts').DomainEvent; at: number }
>((db, { id, after }) =>
  db
    .selectFrom('Event')
    .select(['seq', 'payload', 'at'])
    .where('subject', '=', id)
    .where('seq', '>', after)
    .orderBy('seq'),
);
