import type Database from 'better-sqlite3';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

/** More than the service has sorts of statements; lists of changing length make further ones, which push the oldest out. */
const MOST_KEPT = 256;
/** Only what reads and writes rows: some pragmas act while they are prepared, so that a kept one would do nothing. */
const KEPT = /^(?:select|insert|update|delete|with|begin|commit|rollback)\b/i;

/** Prepares each statement once and keeps it: preparing costs more than running it. */
export function withKeptStatements(connection: DatabaseConnection, database: Database.Database): DatabaseConnection {
  const kept = new Map<string, Database.Statement>();

  function statementOf(sql: string): Database.Statement {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    if (!KEPT.test(sql)) return statement;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
    kept.set(sql, statement);
    return statement;
  }

  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const statement = statementOf(sql);
      if (statement.reader) return { rows: statement.all(parameters) as Row[] };
      const { changes, lastInsertRowid } = statement.run(parameters);
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
    },
    // One that is stepped through is busy until its reader is done with it, which may be never: it has its own.
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}
