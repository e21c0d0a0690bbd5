import { dirname } from 'node:path';
import { CompiledQuery } from 'kysely';
import { type DomainEvent, subjectOf } from '../../schema/events.ts';
import { makeDataDir, openPrivately } from './data-dir.ts';
import { fixedStatement } from './fixed-statement.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { type Orm, openOrm } from './orm.ts';
import { outageOf } from './outage.ts';
import { createWriteHealth, type WriteWatcher } from './write-health.ts';
import { writeProbe } from './write-probe.ts';

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
  /** Calls `listener` after each commit, at once: it should only take note. Returns how to stop. */
  onCommit(listener: () => void): () => void;
  /** Is told when writes begin to fail and when they work again. One at a time: a new one replaces the last. */
  watchWrites(watcher: WriteWatcher): void;
  /**
   * Why the last write failed, when that was the database's own failure, as the end of a sentence; null while writes
   * work. Tries again by a write of its own, so that it is known when they do.
   */
  outage(): Promise<string | null>;
  /** Waits for running writes and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens (or creates) the database file and brings it up to this version.
 * @throws NewerDatabaseError
 * @throws DataDirError when there can be no database in that place
 */
export async function openDatabase(file: string, { now = Date.now }: { now?(): number } = {}): Promise<Database> {
  const orm = await openMigrated(file);
  const read = queriesOf(orm);
  const health = createWriteHealth({ now });
  const commitListeners = new Set<() => void>();
  const setSynchronous = (level: 'normal' | 'full') =>
    read.executeQuery(CompiledQuery.raw(`pragma synchronous = ${level}`));

  async function transact<T>(work: (tx: Transaction) => Promise<T>, { durable }: { durable: boolean }): Promise<T> {
    if (!durable) return noted(() => read.transaction().execute(work));
    await setSynchronous('full');
    try {
      return await noted(() => read.transaction().execute(work));
    } finally {
      await setSynchronous('normal');
    }
  }

  async function noted<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      health.noteSuccess();
      for (const listener of commitListeners) listener();
      return result;
    } catch (cause) {
      health.noteFailure(cause);
      throw cause;
    }
  }

  const group = createGroupCommit<Transaction>({ isOutage: isDatabaseOutage, transact });
  let probing: Promise<void> | null = null;
  return {
    read,
    commit: group.commit,
    onCommit(listener) {
      commitListeners.add(listener);
      return () => commitListeners.delete(listener);
    },
    watchWrites: health.watch,
    async outage() {
      if (health.outage() === null) return null;
      // Not through the group: it is large, and must not be what makes others' writes fail.
      probing ??= writeProbe((work) => transact(work, { durable: false })).finally(() => {
        probing = null;
      });
      await probing.catch(() => {}); // noted like every failed write
      return health.outage();
    },
    async close() {
      await group.drained();
      await orm.close();
    },
  };
}

async function openMigrated(file: string): Promise<Orm> {
  if (file === ':memory:') return migrated(await openOrm(file));
  await makeDataDir(dirname(file));
  return openPrivately(file, async () => migrated(await openOrm(file)));
}

async function migrated(orm: Orm): Promise<Orm> {
  try {
    await migrate(orm);
    return orm;
  } catch (cause) {
    await orm.close();
    throw cause;
  }
}

/** Appends to the ordered event log inside the transaction that made the change; returns the event's sequence number. */
export async function appendEvent(tx: Transaction, event: DomainEvent, at: number): Promise<number> {
  const { insertId } = await insertEvent(tx, { type: event.type, subject: subjectOf(event), payload: event, at });
  if (insertId === undefined) throw new Error('The database gave the event no number.');
  return Number(insertId);
}

interface EventRow {
  type: DomainEvent['type'];
  subject: string;
  payload: DomainEvent;
  at: number;
}

const insertEvent = fixedStatement<EventRow>((db, row) => db.insertInto('Event').values(row));

/** Whether a failure is the database's own: it may pass, and trying something else would fail just the same. */
export function isDatabaseOutage(cause: unknown): boolean {
  return outageOf(cause) !== null;
}
