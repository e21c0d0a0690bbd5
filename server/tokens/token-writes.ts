import type { Logger } from 'pino';
import type { Token } from '../../schema/entities/token.ts';
import { appendEvent, type Database } from '../database/database.ts';
import type { Schedule } from './due-queue.ts';

/** What may change in a token's row. */
export type TokenPatch = Partial<Omit<Token, 'id' | 'upstream' | 'createdAt' | 'updatedAt'>>;

export interface TokenWritesDeps {
  database: Database;
  schedule: Schedule;
  /** The token as it is now, in memory; none once it is removed. */
  tokenOf(id: number): Token | undefined;
  log: Pick<Logger, 'error'>;
}

/** What waits to be stored about a token: which columns (their values are read when it is stored), and what to tell. */
interface Unstored {
  columns: Set<keyof TokenPatch>;
  told: Map<string, { status: Token['status']; at: number }>;
}

/** How long small changes of a token are gathered before they are stored together. */
const GATHER_MS = 2_000;

/**
 * Brings changes of tokens from memory to the database, each with its `token-changed` event in the same transaction. A
 * write that fails is not lost: what it held waits for the next one.
 */
export function createTokenWrites({ database, schedule, tokenOf, log }: TokenWritesDeps) {
  const unstored = new Map<number, Unstored>();
  let callOffStoring: (() => void) | null = null;

  async function store(id: number): Promise<void> {
    const entry = unstored.get(id);
    const token = tokenOf(id);
    if (entry === undefined || token === undefined) return;
    unstored.delete(id);
    try {
      await write(token, entry);
    } catch (cause) {
      if (tokenOf(id) === undefined) return; // removed meanwhile
      const newer = unstored.get(id);
      unstored.set(id, {
        columns: new Set([...entry.columns, ...(newer?.columns ?? [])]),
        told: new Map([...entry.told, ...(newer?.told ?? [])]),
      });
      storeSoon();
      throw cause;
    }
  }

  function write(token: Token, { columns, told }: Unstored): Promise<void> {
    const patch = Object.fromEntries([...columns].map((column) => [column, token[column]])) as TokenPatch;
    const set = { ...patch, updatedAt: token.updatedAt };
    return database.commit(async (tx) => {
      await tx.updateTable('Token').set(set).where('id', '=', token.id).execute();
      for (const [what, { status, at }] of told) {
        await appendEvent(tx, { type: 'token-changed', tokenId: token.id, status, what }, at);
      }
    });
  }

  async function storeAll(): Promise<void> {
    const results = await Promise.allSettled([...unstored.keys()].map(store));
    for (const result of results) {
      if (result.status === 'rejected') log.error({ err: result.reason }, 'A token could not be stored; trying again');
    }
  }

  function storeSoon(): void {
    callOffStoring ??= schedule(() => {
      callOffStoring = null;
      void storeAll();
    }, GATHER_MS);
  }

  return {
    /** Notes that a token has changed. The same thing said twice before it is stored is told once. */
    gather(token: Token, columns: Iterable<keyof TokenPatch>, what: string | null): void {
      const entry = unstored.get(token.id) ?? { columns: new Set(), told: new Map() };
      for (const column of columns) entry.columns.add(column);
      if (what !== null) entry.told.set(what, { status: token.status, at: token.updatedAt });
      unstored.set(token.id, entry);
    },
    /** Forgets what waits about a token that is removed; the returned function has it wait again. */
    drop(id: number): () => void {
      const entry = unstored.get(id);
      unstored.delete(id);
      return () => {
        if (entry !== undefined) unstored.set(id, entry);
      };
    },
    /** Stores what waits about one token; resolves when it is committed. */
    store,
    /** Stores what waits about all tokens in a moment. */
    storeSoon,
    /** Stores everything that still waits. */
    async close(): Promise<void> {
      callOffStoring?.();
      await storeAll();
      callOffStoring?.();
    },
  };
}
