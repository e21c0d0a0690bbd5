import { rm } from 'node:fs/promises';
import type { Database } from '../database/database.ts';
import { isPartName } from './file-name.ts';
import type { Found, Shelf } from './shelf.ts';
import { statOf } from './shelf.ts';
import type { StoredBytes } from './stored-bytes.ts';
import { chooseVictims, type Evictable } from './victims.ts';

/** Rows looked at in one step, so that a sweep never holds the database for long. */
const PAGE = 100;
/** Nothing younger is evicted: whoever was just told of a file must be able to fetch it. */
const MIN_AGE_MS = 10 * 60_000;
/** A file without a row may be on its way to getting one for this long; one that has no name yet, as long as its process lives. */
const STRAY_AGE_MS = 60 * 60_000;

export interface EvictionDeps {
  database: Database;
  shelf: Shelf;
  storedBytes: StoredBytes;
  /** `maxTotalBytes` and `maxAgeMs`: 0 means without end. */
  limits(): { maxTotalBytes: number; maxAgeMs: number };
  now(): number;
  /** Names of files that jobs which have not ended still need. */
  protectedInputs(): Promise<ReadonlySet<string>>;
}

/** What a sweep took away. */
export interface Swept {
  files: number;
  bytes: number;
}

/** Takes kept files away when they are too old or too many, oldest first. */
export function createEviction({ database, shelf, storedBytes, limits, now, protectedInputs }: EvictionDeps) {
  const startedAt = now();

  /** Goes through files older than `before`, oldest first, for as long as `excess()` says that bytes must go. */
  async function evict(before: number, needed: ReadonlySet<string>, excess: () => number): Promise<Swept> {
    const swept = { files: 0, bytes: 0 };
    let last: Evictable | null = null;
    while (excess() > 0) {
      const page = await oldest(before, last);
      const victims = chooseVictims(page, needed, excess());
      for (const gone of await forget(victims, before)) {
        await shelf.remove(gone.name);
        storedBytes.add(-gone.bytes);
        swept.files += 1;
        swept.bytes += gone.bytes;
      }
      last = page.at(-1) ?? null;
      if (page.length < PAGE) break;
    }
    return swept;
  }

  function oldest(before: number, after: Evictable | null): Promise<Evictable[]> {
    const query = database.read
      .selectFrom('File')
      .select(['name', 'bytes', 'createdAt'])
      .where('createdAt', '<', before)
      .orderBy('createdAt')
      .orderBy('name')
      .limit(PAGE);
    if (after === null) return query.execute();
    const { createdAt, name } = after;
    return query
      .where((e) =>
        e.or([e('createdAt', '>', createdAt), e.and([e('createdAt', '=', createdAt), e('name', '>', name)])]),
      )
      .execute();
  }

  /** The row goes before the bytes, and only if it was not used anew since it was chosen. */
  async function forget(victims: readonly string[], before: number): Promise<{ name: string; bytes: number }[]> {
    if (victims.length === 0) return [];
    return database.commit((tx) =>
      tx
        .deleteFrom('File')
        .where('name', 'in', victims)
        .where('createdAt', '<', before)
        .returning(['name', 'bytes'])
        .execute(),
    );
  }

  async function withoutRow(found: readonly Found[]): Promise<Found[]> {
    const rows = await database.read
      .selectFrom('File')
      .select('name')
      .where(
        'name',
        'in',
        found.map(({ name }) => name),
      )
      .execute();
    const known = new Set(rows.map(({ name }) => name));
    return found.filter(({ name }) => !known.has(name));
  }

  return {
    /** Evicts what is over the age limit, then the oldest until the total fits. */
    async sweep(): Promise<Swept> {
      const { maxAgeMs, maxTotalBytes } = limits();
      const needed = await protectedInputs();
      const settled = now() - MIN_AGE_MS;
      const old =
        maxAgeMs > 0
          ? await evict(Math.min(now() - maxAgeMs, settled), needed, () => Number.POSITIVE_INFINITY)
          : NOTHING;
      const over =
        maxTotalBytes > 0 ? await evict(settled, needed, () => storedBytes.total() - maxTotalBytes) : NOTHING;
      return { files: old.files + over.files, bytes: old.bytes + over.bytes };
    },

    /** Takes away all that was stored before that time and no unfinished job needs, however young it is. */
    async purge(before: number): Promise<Swept> {
      return evict(before, await protectedInputs(), () => Number.POSITIVE_INFINITY);
    },

    /** Removes files that no row knows: left by a process that died between writing and recording. Returns how many. */
    async removeStrays(): Promise<number> {
      let removed = 0;
      for await (const found of shelf.walk()) {
        for (let at = 0; at < found.length; at += PAGE) {
          for (const { name, path } of await withoutRow(found.slice(at, at + PAGE))) {
            const facts = await statOf(path);
            const isDead = facts !== null && facts.mtimeMs < (isPartName(name) ? startedAt : now() - STRAY_AGE_MS);
            if (!isDead) continue;
            await rm(path, { force: true });
            removed += 1;
          }
        }
      }
      return removed;
    },
  };
}

const NOTHING: Swept = { files: 0, bytes: 0 };
