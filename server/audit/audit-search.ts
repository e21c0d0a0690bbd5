import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { type Lane, type ScannedPage, scanNewest } from '../database/scan-newest.ts';
import { type AuditFilter, matching } from './audit-filter.ts';
import { type ReadEntry, readEntry, type StoredEntry } from './read-entry.ts';
import { storedLines } from './stored-lines.ts';

/**
 * A page of what is said in the lines: `before` is the number of the line before which it begins, null for the newest, and `after`
 * of the line at which it ends, 0 for none.
 */
export interface AuditTextQuery {
  text: string;
  filter: AuditFilter;
  before: number | null;
  after: number;
  limit: number;
}

export interface AuditSearchDeps {
  database: Pick<Database, 'read'>;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** Finds lines by a part of what they show, newest first, without reading the whole log at a time. */
export function createAuditSearch({ database: { read }, elapsed }: AuditSearchDeps) {
  const numbers = () => read.selectFrom('AuditEntry').select('seq');

  async function newest(): Promise<number> {
    return (await numbers().orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0;
  }

  /** Number of the first line since then. */
  async function firstSince(at: number): Promise<number> {
    const query = numbers().where('at', '>=', at).orderBy('at').orderBy('seq').limit(1);
    return (await query.executeTakeFirst())?.seq ?? Number.MAX_SAFE_INTEGER;
  }

  /** Number behind the last line before then. */
  async function firstAfter(at: number): Promise<number> {
    const query = numbers().where('at', '<', at).orderBy('at', 'desc').orderBy('seq', 'desc').limit(1);
    return ((await query.executeTakeFirst())?.seq ?? 0) + 1;
  }

  /** Lines are numbered without a gap, so that the place of one needs no look at those between. */
  async function laneOf({ text, filter, after }: AuditTextQuery): Promise<Lane<ReadEntry, number>> {
    const first = Math.max(after + 1, filter.from == null ? 1 : await firstSince(filter.from));
    return {
      async boundary(before, size) {
        const place = (before ?? (await newest()) + 1) - size;
        return place <= first ? null : place;
      },
      async rows(before, downTo, limit) {
        let query = matching(filter)(storedLines(read)).where(saying(text));
        if (before !== null) query = query.where('seq', '<', before);
        const lines = query.where('seq', '>=', downTo ?? first).orderBy('seq', 'desc');
        return (await lines.limit(limit).execute()).map((line) => readEntry(line as StoredEntry));
      },
    };
  }

  /** Pages are as long as asked for, unless what is wanted is rare: see `scanNewest`. */
  return async (wanted: AuditTextQuery): Promise<ScannedPage<ReadEntry, number>> => {
    const { filter, before, limit } = wanted;
    const end = filter.to == null ? null : await firstAfter(filter.to);
    return scanNewest({
      lanes: [await laneOf(wanted)],
      placeOf: ({ seq }) => seq,
      compare: (a, b) => a - b,
      before: end === null ? before : Math.min(end, before ?? end),
      limit,
      elapsed,
    });
  };
}

/** In any case, in what a row shows: whom or what it was done to, by id or by name, what else is said, and who did it. */
function saying(text: string) {
  const pattern = `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`(subject like ${pattern} escape '\\' or detail like ${pattern} escape '\\' or actor_name like ${pattern} escape '\\')`;
}
