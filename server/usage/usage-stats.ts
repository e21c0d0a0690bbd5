import type { Generation } from '../../schema/entities/generation.ts';
import type { Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

const HOUR_MS = 3_600_000;

/**
 * Adds an ended job to the counters of its hour, inside the transaction that ends it: a counter can neither miss a job
 * nor count one twice. Cancelled jobs count for nothing. Credits are those of the job: what it has cost, or may have.
 */
export async function recordUsage(tx: Transaction, job: Generation): Promise<void> {
  const endedAt = job.completedAt ?? job.updatedAt;
  const completed = job.state === 'completed' ? 1 : 0;
  const failed = job.state === 'failed' || job.state === 'submit_unknown' ? 1 : 0;
  const durationMs = completed + failed === 0 ? 0 : endedAt - job.createdAt;
  await addToHour(tx, {
    hour: Math.floor(endedAt / HOUR_MS) * HOUR_MS,
    tokenId: job.tokenId ?? 0,
    apiKeyId: job.apiKeyId,
    model: job.variant,
    kind: job.kind,
    completed,
    failed,
    credits: job.credits,
    durationMs,
  });
}

interface HourCounts extends Pick<Generation, 'apiKeyId' | 'kind' | 'credits'> {
  hour: number;
  tokenId: number;
  model: string;
  completed: number;
  failed: number;
  durationMs: number;
}

const addToHour = fixedStatement<HourCounts>((db, row) =>
  db
    .insertInto('UsageStat')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['hour', 'tokenId', 'apiKeyId', 'model']).doUpdateSet((eb) => ({
        completed: eb('UsageStat.completed', '+', row.completed),
        failed: eb('UsageStat.failed', '+', row.failed),
        credits: eb('UsageStat.credits', '+', row.credits),
        durationMs: eb('UsageStat.durationMs', '+', row.durationMs),
      })),
    ),
);
