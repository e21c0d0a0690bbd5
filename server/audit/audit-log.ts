import { sql } from 'kysely';
import type { AuditRecord } from '../../schema/audit.ts';
import type { AuditEntry } from '../../schema/entities/audit-entry.ts';
import { appendEvent, type Database, type Transaction } from '../database/database.ts';
import { GENESIS_HASH, hashOf, type Verification, verifyChain } from './chain.ts';
import { exportAudit } from './export-audit.ts';
import { type ReadEntry, readEntry } from './read-entry.ts';

export interface AuditLogDeps {
  database: Pick<Database, 'read' | 'commit'>;
  now(): number;
}

/** Which lines are wanted; what is left out or null does not matter. */
export interface AuditFilter {
  actorId?: string | null | undefined;
  /** Whole, as `token.update`, or with a star at its end, as `token.*`. */
  action?: string | null | undefined;
  subject?: string | null | undefined;
  outcome?: AuditEntry['outcome'] | null | undefined;
  /** Unix milliseconds; the first is included and the second is not. */
  from?: number | null | undefined;
  to?: number | null | undefined;
}

/** A page by key: lines older than `before` or newer than `after`. */
export interface AuditPage {
  before?: number | null | undefined;
  after?: number | null | undefined;
  limit: number;
  /** Newest first unless this is set. */
  oldestFirst?: boolean | undefined;
  filter?: AuditFilter | null | undefined;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

const EXPORT_PAGE = 500;
/** Read and digested in a few milliseconds, after which others have their turn. */
const WALK_PAGE = 50;
const COLUMNS = [
  ...(['seq', 'at', 'actorKind', 'actorId', 'actorName', 'action', 'subject', 'outcome', 'detail', 'address'] as const),
  ...(['requestId', 'previousHash', 'hash'] as const),
];

/** Who did what, append-only: each line seals the one before it. */
export function createAuditLog({ database, now }: AuditLogDeps) {
  let walking: Promise<Verification> | null = null;

  async function append(tx: Transaction, record: AuditRecord, at: number): Promise<void> {
    // Writes are done one after another, so nobody comes between reading the last line and adding the next.
    const last = await tx.selectFrom('AuditEntry').select('hash').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const line = { ...fieldsOf(record), at, previousHash: last?.hash ?? GENESIS_HASH };
    const row = { ...line, hash: hashOf(line) };
    const { insertId } = await tx.insertInto('AuditEntry').values(row).executeTakeFirstOrThrow();
    const { action, subject, outcome, actorName } = row;
    const entrySeq = Number(insertId);
    await appendEvent(tx, { type: 'audit-recorded', entrySeq, actorName, action, subject, outcome }, at);
  }

  /** Lines that were cut off at the end leave their event behind, as long as events are kept. */
  async function cutAfter(seq: number): Promise<boolean> {
    const event = await database.read
      .selectFrom('Event')
      .select('seq')
      .where('subject', '=', String(seq + 1))
      .where('type', '=', 'audit-recorded')
      .executeTakeFirst();
    return event !== undefined;
  }

  /** Changes as the text that is stored: a line that is damaged must not hide the others. */
  const lines = () =>
    database.read.selectFrom('AuditEntry').select([...COLUMNS, sql<string>`changes`.as('storedChanges')]);

  async function page({ before, after, limit, oldestFirst, filter }: AuditPage): Promise<ReadEntry[]> {
    let query = lines()
      .orderBy('seq', oldestFirst ? 'asc' : 'desc')
      .limit(limit);
    if (before != null) query = query.where('seq', '<', before);
    if (after != null) query = query.where('seq', '>', after);
    const { actorId, action, subject, outcome, from, to } = filter ?? {};
    if (actorId != null) query = query.where('actorId', '=', actorId);
    if (subject != null) query = query.where('subject', '=', subject);
    if (outcome != null) query = query.where('outcome', '=', outcome);
    if (from != null) query = query.where('at', '>=', from);
    if (to != null) query = query.where('at', '<', to);
    if (action?.endsWith('*')) {
      const start = action.slice(0, -1);
      query = query.where('action', '>=', start).where('action', '<', `${start}\uffff`);
    } else if (action != null) query = query.where('action', '=', action);
    return (await query.execute()).map(readEntry);
  }

  async function walk(): Promise<Verification> {
    const found = await verifyChain(async (seq) => {
      const page = await lines().where('seq', '>', seq).orderBy('seq').limit(WALK_PAGE).execute();
      return page.map(readEntry);
    });
    if (!found.intact || !(await cutAfter(found.entries))) return found;
    const brokenSeq = found.entries + 1;
    return {
      intact: false,
      entries: found.entries,
      brokenSeq,
      problem: `line ${brokenSeq}, once the last, is missing`,
    };
  }

  return {
    /** Adds a line. Resolves once it is stored. */
    record(record: AuditRecord): Promise<void> {
      const at = now();
      return database.commit((tx) => append(tx, record, at));
    },

    page,

    /** Every line that the filter means, the newest first, as text in pieces. */
    exported: (filter: AuditFilter, format: 'jsonl' | 'csv'): AsyncGenerator<string> =>
      exportAudit((before) => page({ before, limit: EXPORT_PAGE, filter }), format),

    /**
     * Walks the whole log, a page at a time, and names the first line that is not as it was written. Who asks during a walk
     * gets what that one finds.
     */
    verify(): Promise<Verification> {
      walking ??= walk().finally(() => {
        walking = null;
      });
      return walking;
    },
  };
}

/** As it will be read again: what JSON cannot hold is not there. */
function fieldsOf({ actor, action, subject, changes, outcome, detail, address, requestId }: AuditRecord) {
  const { kind: actorKind, id: actorId, name: actorName } = actor;
  const stored = JSON.parse(JSON.stringify(changes)) as AuditEntry['changes'];
  return { actorKind, actorId, actorName, action, subject, changes: stored, outcome, detail, address, requestId };
}
