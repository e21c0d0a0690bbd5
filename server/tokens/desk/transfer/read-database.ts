import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { ServiceError } from '../../../../schema/errors.ts';
import { mayHaveLog } from './database-header.ts';
import { IMPORTED_NAMES, type ImportRow, readImportRow } from './import-row.ts';

const SIGNATURE = 'SQLite format 3\0';
const MAX_BYTES = 48 * 1024 * 1024;
/** A sound database of that size is read in a fraction of this. */
const PATIENCE_MS = 10_000;

const answer = z.union([
  z.object({ rows: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ problem: z.string() }),
]);

export const isDatabase = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, SIGNATURE.length)).toString('latin1') === SIGNATURE;

const LOG_NOTE =
  'This database may have kept what was written last in a file beside it whose name ends in `-wal`, and that is not read. If there is one, accounts may be missing here: stop the program that uses the database, which writes it into the database (or run `pragma wal_checkpoint(truncate)` there), and take it again.';

/** What is to be known about the bytes of a database that can be read, one sentence or several each. */
export const notesOn = (bytes: Uint8Array): string[] => (mayHaveLog(bytes) ? [LOG_NOTE] : []);

/**
 * Reads the accounts out of the predecessor's database: of its table `tokens` the columns that are known, and nothing else.
 * It is somebody's file, so it is opened in memory, in a thread that is ended when it takes too long.
 * @throws ServiceError `invalid_value`
 */
export async function readDatabase(bytes: Uint8Array, maxRows: number): Promise<ImportRow[]> {
  if (bytes.length > MAX_BYTES) throw unreadable(`It is larger than ${MAX_BYTES} bytes.`);
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    workerData: { bytes, columns: [...IMPORTED_NAMES], maxRows },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  try {
    const [message] = await once(worker, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    const read = answer.parse(message);
    if ('problem' in read) throw unreadable(read.problem);
    return read.rows.map((row, index) => readImportRow(row, index + 1));
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw unreadable('It is damaged, or takes too long to read.');
  } finally {
    await worker.terminate();
  }
}

function unreadable(problem: string): ServiceError {
  return new ServiceError('invalid_value', `The database cannot be read. ${problem}`, { param: 'content' });
}
