import type { AuditRecord } from '../../schema/audit.ts';
import type { AuditEntry } from '../../schema/entities/audit-entry.ts';
import { appendEvent, type Database, type Transaction } from '../database/database.ts';
import type { ScannedPage } from '../database/scan-newest.ts';
import { type AuditFilter, matching } from './audit-filter.ts';
import { createAuditSearch } from './audit-search.ts';
import { GENESIS_HASH, hashOf, type Verification, verifyChain } from './chain.ts';
import { exportAudit } from './export-audit.ts';
import { type ReadEntry, readEntry } from './read-entry.ts';
import { storedLines } from './stored-lines.ts';

export interface AuditLogDeps {
  database: Pick<Database, 'read' | 'commit'>;
  now(): number;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** A page from the newest on; `before` is null for the first. Lines up to `after` are not looked at. */
export interface AuditQuery {
  filter: AuditFilter;
  before: number | null;
  after?: number | null | undefined;
  limit: number;
}

/** A page by key, of what needs no text to be looked for: lines older than `before` or newer than `after`. */
export interface AuditPage {
  before?: number | null | undefined;
  after?: number | null | undefined;
  limit: number;
  /** Newest first unless this is set. */
  oldestFirst?: boolean | undefined;
  filter?: Omit<AuditFilter, 'text'> | null | undefined;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

const EXPORT_PAGE = 500;
/** Read and digested in a few milliseconds, after which others have their turn. */
const WALK_PAGE = 50;
/** Who did what, append-only: each line seals the one before it. */
export function createAuditLog({ database, now, elapsed }: AuditLogDeps) {
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

  const lines = () => storedLines(database.read);
  const search = createAuditSearch({ database, elapsed });

  async function page({ before, after, limit, oldestFirst, filter }: AuditPage): Promise<ReadEntry[]> {
    let query = matching(filter ?? {})(lines())
      .orderBy('seq', oldestFirst ? 'asc' : 'desc')
      .limit(limit);
    if (before != null) query = query.where('seq', '<', before);
    if (after != null) query = query.where('seq', '>', after);
    return (await query.execute()).map(readEntry);
  }

  /** A page, newest first; one that looks for a text may be short, or empty, and yet not be the last. */
  async function find({ before, after, limit, filter }: AuditQuery): Promise<ScannedPage<ReadEntry, number>> {
    const text = filter.text?.trim() ?? '';
    if (text !== '') return search({ text, filter, before, after: after ?? 0, limit });
    const found = await page({ before, after, limit: limit + 1, filter });
    const rows = found.slice(0, limit);
    return { rows, hasMore: found.length > limit, end: rows.at(-1)?.seq ?? null };
  }

  async function* pagesOf(filter: AuditFilter): AsyncGenerator<readonly ReadEntry[]> {
    for (let before: number | null = null; ; ) {
      const { rows, hasMore, end }: ScannedPage<ReadEntry, number> = await find({ before, limit: EXPORT_PAGE, filter });
      if (rows.length > 0) yield rows;
      if (!hasMore) return;
      before = end;
    }
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
    find,

    /** Every line that the filter means, the newest first, as text in pieces. */
    exported: (filter: AuditFilter, format: 'jsonl' | 'csv'): AsyncGenerator<string> =>
      exportAudit(pagesOf(filter), format),

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
