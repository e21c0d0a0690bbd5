import type { RequestStat } from '../../schema/entities/request-stat.ts';
import type { Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

export const MINUTE_MS = 60_000;

/** What is counted of a finished request. */
export interface CountedRequest {
  at: number;
  status: number;
  durationMs: number;
  apiKeyId: string | null;
  model: string | null;
}

/** 2 for 2xx and so on. */
export const statusClassOf = (status: number): number => Math.floor(status / 100);

/** Adds finished requests to the counters of their minutes, inside the transaction that logs them. */
export async function recordRequests(tx: Transaction, requests: readonly CountedRequest[]): Promise<void> {
  const sums = new Map<string, RequestStat>();
  for (const { at, status, durationMs, apiKeyId, model } of requests) {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const of = { minute, statusClass: statusClassOf(status), apiKeyId: apiKeyId ?? '', model: model ?? '' };
    const key = JSON.stringify(Object.values(of));
    const sum = sums.get(key) ?? { ...of, requests: 0, durationMs: 0 };
    sums.set(key, { ...sum, requests: sum.requests + 1, durationMs: sum.durationMs + durationMs });
  }
  for (const sum of sums.values()) await addToMinute(tx, sum);
}

const addToMinute = fixedStatement<RequestStat>((db, row) =>
  db
    .insertInto('RequestStat')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['minute', 'statusClass', 'apiKeyId', 'model']).doUpdateSet((eb) => ({
        requests: eb('RequestStat.requests', '+', row.requests),
        durationMs: eb('RequestStat.durationMs', '+', row.durationMs),
      })),
    ),
);
