import type { MediaKind } from '../../schema/catalogue.ts';
import type { RequestLog } from '../../schema/entities/request-log.ts';
import { appendEvent, type Database } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';
import { type BodyText, recordBody } from './request-bodies.ts';
import { recordRequests } from './request-stats.ts';

/** A finished request; `body` is what it and its answer said, while that is to be kept. */
export type RequestLogEntry = Omit<RequestLog, 'id' | 'tokenId' | 'kind'> & { body?: BodyText | null };

export interface RequestLogDeps {
  database: Database;
  /** Whether a model of this name is offered: what callers write else is counted together. */
  isModel(name: string): boolean;
  schedule(work: () => void, delayMs: number): () => void;
  /** A batch could not be written; its entries are lost, the requests were served. */
  onError(cause: unknown, entries: number): void;
}

const FLUSH_MS = 500;
/** A transaction holds up all other writes while it runs. */
const MAX_BATCH = 500;

/** What is only known once the job's row is read: which account did the work in the end, and what was made. */
interface Work {
  tokenId: number | null;
  kind: MediaKind | null;
}
const NO_WORK: Work = { tokenId: null, kind: null };

/**
 * The log of finished requests, written in batches behind the answers: no caller waits for it. A row, its event, its place
 * in the counters and its bodies are stored together.
 */
export function createRequestLog({ database, isModel, schedule, onError }: RequestLogDeps) {
  let waiting: RequestLogEntry[] = [];
  let callOff: (() => void) | null = null;
  let writing: Promise<void> | null = null;

  async function flush(): Promise<void> {
    callOff?.();
    callOff = null;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      await write(batch).catch((cause: unknown) => onError(cause, batch.length));
    }
  }

  async function write(batch: readonly RequestLogEntry[]): Promise<void> {
    const works = await worksOf(batch);
    const rows = batch.map(({ body, ...entry }) => ({
      body: body ?? null,
      row: { ...entry, ...(works.get(entry.generationId) ?? NO_WORK) },
    }));
    await database.commit(async (tx) => {
      for (const { row, body } of rows) {
        await insertEntry(tx, row);
        await appendEvent(tx, finished(row), row.at);
        if (body !== null) await recordBody(tx, { requestId: row.requestId, at: row.at, ...body });
      }
      await recordRequests(
        tx,
        rows.map(({ row }) => counted(row)),
      );
    });
  }

  function counted(row: StoredEntry): StoredEntry {
    return row.model === null || isModel(row.model) ? row : { ...row, model: null };
  }

  async function worksOf(batch: readonly RequestLogEntry[]): Promise<Map<string | null, Work>> {
    const ids = batch.flatMap(({ generationId }) => generationId ?? []);
    if (ids.length === 0) return new Map();
    const rows = await database.read
      .selectFrom('Generation')
      .select(['id', 'tokenId', 'kind'])
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map(({ id, tokenId, kind }) => [id, { tokenId, kind }]));
  }

  /** One after the other, so that rows are numbered in the order in which requests ended. */
  function flushSoon(): Promise<void> {
    writing = (writing ?? Promise.resolve()).then(flush);
    return writing;
  }

  return {
    add(entry: RequestLogEntry): void {
      waiting.push(entry);
      callOff ??= schedule(() => void flushSoon(), FLUSH_MS);
    },
    /** Writes what is waiting. */
    close: flushSoon,
  };
}

type StoredEntry = Omit<RequestLog, 'id'>;

const insertEntry = fixedStatement<StoredEntry>((db, entry) => db.insertInto('RequestLog').values(entry));

function finished(row: StoredEntry): Parameters<typeof appendEvent>[1] {
  const { requestId, method, route, status, durationMs, apiKeyId, generationId, tokenId, model, errorCode } = row;
  const said = { requestId, method, route, status, durationMs, apiKeyId, generationId, tokenId, model, errorCode };
  return { type: 'request-finished', ...said };
}
