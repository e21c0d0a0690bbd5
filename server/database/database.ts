import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CompiledQuery } from 'kysely';
import { type DomainEvent, subjectOf } from '../../schema/events.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { type Orm, openOrm } from './orm.ts';

/** Property names instead of column names, and values as the entities declare them, whatever the dialect. */
const AS_ENTITIES = { tableNamingStrategy: 'entity', columnNamingStrategy: 'property', convertValues: true } as const;

function queriesOf(orm: Orm) {
  return orm.em.fork().getKysely(AS_ENTITIES);
}

/** Typed queries over the entities, named as the entities name things: `selectFrom('Generation')`. */
export type Queries = ReturnType<typeof queriesOf>;
/** The same, inside a transaction. */
export type Transaction = Parameters<Parameters<ReturnType<Queries['transaction']>['execute']>[0]>[0];

export interface Database {
  /** For reading. It waits while a transaction runs, so never await it inside one. */
  read: Queries;
  /**
   * Writes, together with whatever others write in the same moment, in one transaction. Resolves once committed.
   * `write` may run twice (alone, if its group fails), so it may do nothing but talk to `tx`.
   *
   * A commit survives the end of the process. With `durable` it also survives the end of the machine: for what must be
   * known before money is spent.
   */
  commit<T>(write: (tx: Transaction) => Promise<T>, options?: { durable?: boolean }): Promise<T>;
  /** Waits for running writes and closes the file. */
  close(): Promise<void>;
}

/** Opens (or creates) the database file and brings it up to this version. @throws NewerDatabaseError */
export async function openDatabase(file: string): Promise<Database> {
  if (file !== ':memory:') await mkdir(dirname(file), { recursive: true });
  const orm = await openOrm(file);
  try {
    await migrate(orm);
  } catch (cause) {
    await orm.close();
    throw cause;
  }
  const read = queriesOf(orm);
  const setSynchronous = (level: 'normal' | 'full') =>
    read.executeQuery(CompiledQuery.raw(`pragma synchronous = ${level}`));
  const group = createGroupCommit<Transaction>({
    isOutage: isDatabaseOutage,
    async transact(work, { durable }) {
      if (!durable) return read.transaction().execute(work);
      await setSynchronous('full');
      try {
        return await read.transaction().execute(work);
      } finally {
        await setSynchronous('normal');
      }
    },
  });
  return {
    read,
    commit: group.commit,
    async close() {
      await group.drained();
      await orm.close();
    },
  };
}

/** Appends to the ordered event log inside the transaction that made the change; returns the event's sequence number. */
export async function appendEvent(tx: Transaction, event: DomainEvent, at: number): Promise<number> {
  const { seq } = await tx
    .insertInto('Event')
    .values({ type: event.type, subject: subjectOf(event), payload: event, at })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}

/** SQLite's words for a database that cannot be written now, whatever was to be written. */
const OUTAGE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM)/;

/** Whether a failure is the database's own: it may pass, and trying something else would fail just the same. */
export function isDatabaseOutage(cause: unknown): boolean {
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && OUTAGE.test(code)) return true;
  }
  return false;
}
