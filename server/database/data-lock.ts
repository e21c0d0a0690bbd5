import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';

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
 * Takes the data folder for this process until it ends, however it ends: the lock is the operating system's, held through
 * an open SQLite transaction, so nothing is left behind by a kill. Returns how to let go.
 * @throws DataInUseError
 */
export async function lockData(dataDir: string): Promise<() => void> {
  await mkdir(dataDir, { recursive: true });
  const lock = new Database(join(dataDir, 'service.lock'));
  try {
    lock.pragma('busy_timeout = 0');
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    const busy = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY';
    throw busy ? new DataInUseError(dataDir, cause) : cause;
  }
  return () => lock.close();
}
