import type { Generation } from '../../schema/entities/generation.ts';
import type { Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

import { recordLatency } from './latency-stats.ts';
import { QUARTER_MS } from './time-buckets.ts';

/**
 * Adds an ended job to the counters of its quarter of an hour, inside the transaction that ends it: a counter can neither miss a job
 * nor count one twice. Cancelled jobs count for nothing. Credits are those of the job: what it has cost, or may have.
 */
export async function recordUsage(tx: Transaction, job: Generation): Promise<void> {
  const endedAt = job.completedAt ?? job.updatedAt;
  const completed = job.state === 'completed' ? 1 : 0;
  const failed = job.state === 'failed' || job.state === 'submit_unknown' ? 1 : 0;
  const durationMs = completed + failed === 0 ? 0 : endedAt - job.createdAt;
  await addToQuarter(tx, {
    quarter: Math.floor(endedAt / QUARTER_MS) * QUARTER_MS,
    tokenId: job.tokenId ?? 0,
    apiKeyId: job.apiKeyId,
    model: job.variant,
    kind: job.kind,
    completed,
    failed,
    credits: job.credits,
    durationMs,
  });
  await recordLatency(tx, job);
}

/** What an operator corrects of an ended job that was counted already, in the quarter of an hour in which it was. */
export async function amendUsage(
  tx: Transaction,
  job: Generation,
  change: Pick<QuarterCounts, 'completed' | 'failed' | 'credits'>,
): Promise<void> {
  const { tokenId, apiKeyId, variant: model, kind } = job;
  const quarter = Math.floor((job.completedAt ?? job.updatedAt) / QUARTER_MS) * QUARTER_MS;
  await addToQuarter(tx, { quarter, tokenId: tokenId ?? 0, apiKeyId, model, kind, ...change, durationMs: 0 });
}

interface QuarterCounts extends Pick<Generation, 'apiKeyId' | 'kind' | 'credits'> {
  quarter: number;
  tokenId: number;
  model: string;
  completed: number;
  failed: number;
  durationMs: number;
}

const addToQuarter = fixedStatement<QuarterCounts>((db, row) =>
  db
    .insertInto('UsageStat')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['quarter', 'tokenId', 'apiKeyId', 'model']).doUpdateSet((eb) => ({
        completed: eb('UsageStat.completed', '+', row.completed),
        failed: eb('UsageStat.failed', '+', row.failed),
        credits: eb('UsageStat.credits', '+', row.credits),
        durationMs: eb('UsageStat.durationMs', '+', row.durationMs),
      })),
    ),
);
