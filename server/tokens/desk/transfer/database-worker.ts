import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { mayHaveLog, withoutLog } from './database-header.ts';

/** Runs in a thread of its own: reads rows of the table `tokens` out of the bytes of a database, and tells them once. */
const { bytes, columns, maxRows } = workerData as { bytes: Uint8Array; columns: string[]; maxRows: number };

const NO_TABLE = 'It has no table `tokens`, as the database of Flow2API has.';
const MAYBE_IN_LOG =
  'It has no table `tokens`, as the database of Flow2API has, or has it in a file beside it whose name ends in `-wal`: stop the program that uses it, which writes that into the database, and take it again.';

parentPort?.postMessage(read());

function read(): { rows: unknown[] } | { problem: string } {
  try {
    return rowsOf(new Sqlite(withoutLog(bytes), { readonly: true }));
  } catch {
    // The engine's own words may quote what is in the file.
    return { problem: 'It is no sound SQLite database.' };
  }
}

function rowsOf(database: Sqlite.Database): { rows: unknown[] } | { problem: string } {
  for (const guard of ['trusted_schema = off', 'cell_size_check = on', 'query_only = on']) database.pragma(guard);
  const kinds = database.prepare("select type, sql from sqlite_master where name = 'tokens'").all() as Entry[];
  // A view, or a table that is made by an extension, could make us run what somebody else wrote.
  if (kinds.length !== 1 || kinds[0]?.type !== 'table' || !/^create table/i.test(kinds[0].sql)) {
    return { problem: mayHaveLog(bytes) ? MAYBE_IN_LOG : NO_TABLE };
  }
  const present = (database.pragma('table_xinfo(tokens)') as { name: string; hidden: number }[])
    .filter(({ name, hidden }) => hidden === 0 && columns.includes(name))
    .map(({ name }) => name);
  if (present.length === 0) return { problem: 'Its table `tokens` has no column that is known.' };
  const list = present.map((name) => `"${name}"`).join(', ');
  const rows = database.prepare(`select ${list} from tokens limit ?`).all(maxRows + 1);
  return rows.length > maxRows ? { problem: `It has more than ${maxRows} accounts.` } : { rows };
}

interface Entry {
  type: string;
  sql: string;
}
