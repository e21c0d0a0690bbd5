import { type Journal, noJournal, openJournal, readJournal } from './journal.ts';
import type { TableName, Tables } from './records.ts';

/** Everything the sandbox remembers: maps in memory, each change also a line of the journal. */
export interface Store {
  readonly tables: { readonly [Name in TableName]: ReadonlyMap<string, Tables[Name]> };
  /** Adds or replaces a record. A record changed in place must be put again, or the change dies with the process. */
  put<Name extends TableName>(table: Name, id: string, record: Tables[Name]): void;
  remove(table: TableName, id: string): void;
  /** Resolves when all changes so far would survive a kill of this process. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Media and dead access tokens are forgotten after this time. */
export const STALE_MS = 24 * 3_600_000;
/** The journal is rewritten when it has grown by this many lines, and by as many times the records that live. */
const REWRITE_LINES = 20_000;
const REWRITE_FACTOR = 4;

export interface StoreOptions {
  /** Where the journal lies; without it everything is in memory only. */
  stateFile?: string | undefined;
  now(): number;
  log(message: string): void;
}

/** Opens the store, with what an earlier process left in the state file. */
export async function openStore({ stateFile, now, log }: StoreOptions): Promise<Store> {
  const tables = emptyTables();
  const lines = stateFile === undefined ? 0 : await replay(stateFile, tables, log);
  dropStale(tables, now() - STALE_MS);
  const live = () => Object.values(tables).reduce((sum, table) => sum + table.size, 0);

  const journal: Journal = stateFile === undefined ? noJournal : await openJournal(stateFile, () => snapshot(tables));
  if (lines > live()) await journal.rewrite();
  let appended = 0;

  function write(line: string): void {
    journal.append(line);
    appended += 1;
    if (appended < REWRITE_LINES || appended < REWRITE_FACTOR * live()) return;
    appended = 0;
    journal.rewrite().catch((cause) => log(`sandbox: the state file could not be rewritten: ${cause}`));
  }

  return {
    tables,
    put: (table, id, record) => {
      (tables[table] as Map<string, typeof record>).set(id, record);
      write(JSON.stringify([table, id, record]));
    },
    remove: (table, id) => {
      if (tables[table].delete(id)) write(JSON.stringify([table, id]));
    },
    settled: journal.settled,
    close: journal.close,
  };
}

type MutableTables = { [Name in TableName]: Map<string, Tables[Name]> };

const emptyTables = (): MutableTables => ({
  meta: new Map(),
  account: new Map(),
  balance: new Map(),
  accessToken: new Map(),
  project: new Map(),
  media: new Map(),
});

function* snapshot(tables: MutableTables): Generator<string> {
  for (const [name, table] of Object.entries(tables)) {
    for (const [id, record] of table) yield JSON.stringify([name, id, record]);
  }
}

/** Applies the journal's lines, the last one about a record winning. Returns how many there were. */
async function replay(path: string, tables: MutableTables, log: (message: string) => void): Promise<number> {
  let lines = 0;
  for await (const line of readJournal(path)) {
    lines += 1;
    const entry = parseEntry(line);
    const table = entry && (tables[entry[0] as TableName] as Map<string, unknown> | undefined);
    if (!entry || !table) log(`sandbox: line ${lines} of the state file is damaged and was passed over`);
    else if (entry[2] === undefined) table.delete(entry[1]);
    else table.set(entry[1], entry[2]);
  }
  return lines;
}

function parseEntry(line: string): [table: string, id: string, record?: unknown] | null {
  try {
    const entry: unknown = JSON.parse(line);
    return Array.isArray(entry) && typeof entry[1] === 'string' ? (entry as [string, string, unknown?]) : null;
  } catch {
    return null; // half a line: the process was killed while writing it
  }
}

function dropStale(tables: MutableTables, before: number): void {
  for (const [id, token] of tables.accessToken) if (token.expiresAt < before) tables.accessToken.delete(id);
  for (const [id, media] of tables.media) if (media.createdAt < before) tables.media.delete(id);
}
