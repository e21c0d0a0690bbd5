import type { Database } from '../database/database.ts';
import type { MediaType } from './file-name.ts';
import type { Shelf } from './shelf.ts';
import type { FileStore, FoundFile } from './store.ts';

/** A picture that was made of a kept file, not stored yet. */
export interface Derived {
  data: Uint8Array;
  mimeType: MediaType;
  width: number;
  height: number;
}

export interface BesideDeps {
  database: Database;
  shelf: Shelf;
  store: FileStore;
  now(): number;
  newStem(): string;
  /** Told of every file that was added. */
  grown(bytes: number): void;
}

/**
 * Keeps what was made of a kept file beside it, under a name that begins with its, so that it is found again and goes with it.
 * Null when that file was deleted in the meantime: then nothing is to stay of it.
 */
export function createBeside({ database, shelf, store, now, newStem, grown }: BesideDeps) {
  return async function keepBeside(source: FoundFile, name: string, made: Derived): Promise<FoundFile | null> {
    const { data, mimeType, width, height } = made;
    // Written under a name that nobody else has: a process that was killed may have left a part under this one.
    const part = await shelf.write(newStem(), [data], { maxBytes: Number.POSITIVE_INFINITY, durable: false });
    await shelf.adopt(part, name);
    const facts = { mimeType, bytes: part.bytes, width, height };
    const row = { ...facts, name, purpose: 'asset', sha256: null, createdAt: now() } as const;
    const recorded = await database.commit((tx) => store.recordBeside(tx, source.name, { ...row, seconds: null }));
    if (!recorded) {
      await shelf.remove(name);
      return null;
    }
    grown(part.bytes);
    return { ...row, path: shelf.pathOf(name) };
  };
}
