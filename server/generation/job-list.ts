import type { Generation } from '../../schema/entities/generation.ts';
import type { JobListQuery, JobStep } from '../../schema/generation.ts';
import type { Database } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

/** Reads of many jobs, or of much about one. */
export function createJobList(database: Database) {
  return {
    /** A page of a key's jobs of one kind, and whether there are more after it. `after` that is gone begins at the start. */
    async page(
      apiKeyId: string,
      { kind, after, limit, order }: JobListQuery,
    ): Promise<{ rows: readonly Generation[]; hasMore: boolean }> {
      const from = after === null ? undefined : await this.place(after, apiKeyId);
      let query = database.read
        .selectFrom('Generation')
        .selectAll()
        .where('apiKeyId', '=', apiKeyId)
        .where('kind', '=', kind)
        .where('deletedAt', 'is', null)
        .orderBy('createdAt', order)
        .orderBy('id', order)
        .limit(limit + 1);
      if (from !== undefined) {
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

    place(id: string, apiKeyId: string): Promise<Pick<Generation, 'id' | 'createdAt'> | undefined> {
      return database.read
        .selectFrom('Generation')
        .select(['id', 'createdAt'])
        .where('id', '=', id)
        .where('apiKeyId', '=', apiKeyId)
        .executeTakeFirst();
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
