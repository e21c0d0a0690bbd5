// Walks the audit log of the data folder: `npm run audit:verify`. The service may run meanwhile; nothing is changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { locate } from '../settings/locations.ts';
import { verifyChain } from './chain.ts';
import { readEntry, type StoredEntry } from './read-entry.ts';

const PAGE = 500;

const file = join(locate(process.env).dataDir, 'flow2api.db');
if (existsSync(file)) process.exitCode = await verify(file);
else {
  process.stderr.write(`There is no database ${file}. Name the data folder with FLOW2API_DATA_DIR.\n`);
  process.exitCode = 2;
}

async function verify(path: string): Promise<number> {
  const database = new Sqlite(path, { readonly: true });
  try {
    const pages = database.prepare<[number, number], StoredEntry>(
      `select seq, at, actor_kind as actorKind, actor_id as actorId, actor_name as actorName, action, subject,
         changes as storedChanges,
         outcome, detail, address, request_id as requestId, previous_hash as previousHash, hash
       from audit_log where seq > ? order by seq limit ?`,
    );
    const found = await verifyChain(async (seq) => pages.all(seq, PAGE).map(readEntry));
    const cutOff = database
      .prepare("select 1 from events where subject = ? and type = 'audit-recorded'")
      .get(String(found.entries + 1));
    if (found.intact && cutOff === undefined) {
      process.stdout.write(
        `The audit log is intact: ${linesOf(found.entries)}. The last is sealed ${found.lastHash}.\n`,
      );
      return 0;
    }
    const problem = found.intact ? `line ${found.entries + 1}, once the last, is missing` : found.problem;
    process.stdout.write(
      `The audit log is broken: ${problem}. Before that, ${linesOf(found.entries)} are as written.\n`,
    );
    return 1;
  } catch (cause) {
    process.stderr.write(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    return 2;
  } finally {
    database.close();
  }
}

function linesOf(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}
