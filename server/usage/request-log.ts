import type { RequestLog } from '../../schema/entities/request-log.ts';
import type { Database } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

export type RequestLogEntry = Omit<RequestLog, 'id'>;

export interface RequestLogDeps {
  database: Database;
  schedule(work: () => void, delayMs: number): () => void;
  /** A batch could not be written; its entries are lost, the requests were served. */
  onError(cause: unknown, entries: number): void;
}

const FLUSH_MS = 500;
/** A transaction holds up all other writes while it runs. */
const MAX_BATCH = 500;

/** The log of finished requests, written in batches behind the answers: no caller waits for it. */
export function createRequestLog({ database, schedule, onError }: RequestLogDeps) {
  let waiting: RequestLogEntry[] = [];
  let callOff: (() => void) | null = null;

  async function flush(): Promise<void> {
    callOff?.();
    callOff = null;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      try {
        await database.commit(async (tx) => {
          for (const entry of batch) await insertEntry(tx, entry);
        });
      } catch (cause) {
        onError(cause, batch.length);
      }
    }
  }

  return {
    add(entry: RequestLogEntry): void {
      waiting.push(entry);
      callOff ??= schedule(() => void flush(), FLUSH_MS);
    },
    /** Writes what is waiting. */
    close: flush,
  };
}

const insertEntry = fixedStatement<RequestLogEntry>((db, entry) => db.insertInto('RequestLog').values(entry));
