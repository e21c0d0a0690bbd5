import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makeDataDir, openPrivately } from './data-dir.ts';
import { sqliteCodeOf } from './outage.ts';

/** Another process works on the same data. */
export class DataInUseError extends Error {
  constructor(dataDir: string, cause: unknown) {
    super(
      `Another Flow2API is running on ${dataDir}. Two would take up each other's jobs: stop that one, or give this one a folder of its own with FLOW2API_DATA_DIR.`,
      { cause },
    );
    this.name = 'DataInUseError';
  }
}

/**
 * Makes the data folder if need be and takes it for this process until it ends, however it ends: the lock is the operating system's, held through
 * an open SQLite transaction, so nothing is left behind by a kill. Returns how to let go.
 * @throws DataInUseError when another process has it, DataDirError when nobody can
 */
export async function lockData(dataDir: string): Promise<() => void> {
  await makeDataDir(dataDir);
  const file = join(dataDir, 'service.lock');
  try {
    return await openPrivately(file, async () => lockFile(file));
  } catch (cause) {
    throw sqliteCodeOf(cause) === 'SQLITE_BUSY' ? new DataInUseError(dataDir, cause) : cause;
  }
}

function lockFile(file: string): () => void {
  const lock = new Database(file);
  try {
    lock.pragma('busy_timeout = 0');
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw cause;
  }
  return () => lock.close();
}
