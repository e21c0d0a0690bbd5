import Database from 'better-sqlite3';
import { CompiledQuery, type DatabaseConnection, SqliteDialect, SqliteDriver } from 'kysely';
import { withKeptStatements } from './kept-statements.ts';

/**
 * Takes the write lock when a transaction begins. The default, deferred, fails with "database is locked" when two
 * processes read and then write in the same moment, whatever the busy timeout.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: Database.Database;
  #connection: DatabaseConnection | null = null;

  constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= withBooleans(withKeptStatements(await super.acquireConnection(), this.#database));
    return this.#connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** SQLite ends a transaction by itself when the disk is full or fails; a second rollback would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** The driver binds no booleans, and the entities' conversion of values leaves them as they are: SQLite keeps them as 0 and 1. */
function withBooleans(connection: DatabaseConnection): DatabaseConnection {
  return {
    executeQuery: (query) => connection.executeQuery({ ...query, parameters: query.parameters.map(bindable) }),
    streamQuery: (query, chunkSize) =>
      connection.streamQuery({ ...query, parameters: query.parameters.map(bindable) }, chunkSize),
  };
}

const bindable = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);

/** Kysely's SQLite dialect with immediate transactions. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#database);
  }
}

const BUSY_MS = 100;
/**
 * How far the log grows before it is copied into the database, in pages of 4 KiB. A copy waits for the disk and holds up
 * the whole process. At the default of 1,000 that came about once in eighty pictures, for much the same pages each time.
 */
const CHECKPOINT_PAGES = 4_000;

/** Opens a database file in WAL mode. A commit survives a crash of the process; the last ones may be lost when the power fails. */
export function openSqlite(file: string): Database.Database {
  const database = new Database(file);
  try {
    // Waiting for a lock blocks the whole process, so it is short. First, since the switch to WAL needs a lock itself.
    database.pragma(`busy_timeout = ${BUSY_MS}`);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  } catch (cause) {
    database.close();
    throw cause;
  }
  return database;
}
