import type { Database } from '../database/database.ts';
import { createActivity } from './activity/activity.ts';
import { createRequestClearing } from './clear-requests.ts';
import { exportRequests } from './export-requests.ts';
import { readFailedJobs } from './failed-jobs.ts';
import { type FailureReason, readFailureReasons } from './failure-reasons.ts';
import { readFirsts } from './firsts.ts';
import { type KeyActivityQuery, readKeyActivity } from './key-activity.ts';
import { type LatencyQuery, readLatencies, readLatency } from './latency-stats.ts';
import { findBody } from './request-bodies.ts';
import { createHistogram } from './request-histogram.ts';
import { createRequestSearch, type RequestFilter } from './request-search.ts';
import { readUsage, type UsageQuery } from './usage-report.ts';
import { createUsageTicks } from './usage-ticks.ts';

export interface UsageDeps {
  database: Database;
  /** Whether a model of this name is offered. */
  isModel(name: string): boolean;
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** More rows are not exported at once. */
const MOST_EXPORTED = 100_000;

export type Usage = ReturnType<typeof createUsage>;

/** What was asked, what was made, how long it took and what it cost: everything that is read of it. */
export function createUsage({ database, isModel, schedule, now, elapsed }: UsageDeps) {
  const requests = createRequestSearch({ database, elapsed });
  return {
    requests,
    histogram: createHistogram({ database, search: requests, isModel, elapsed }),
    clearing: createRequestClearing(database),
    body: (requestId: string) => findBody(database, requestId),
    /** The newest matches, at most `MOST_EXPORTED`, as text in pieces. */
    exported: (filter: RequestFilter, format: 'jsonl' | 'csv') =>
      exportRequests(requests.every(filter, MOST_EXPORTED), format),
    keyActivity: (query: KeyActivityQuery) => readKeyActivity(database, query),
    report: (query: UsageQuery) => readUsage(database, query),
    latencies: (query: LatencyQuery) => readLatencies(database, query),
    latency: (query: LatencyQuery) => readLatency(database, query),
    failures: (range: { from: number; to: number }): Promise<FailureReason[]> => readFailureReasons(database, range),
    failedJobs: (of: { apiKeyId: string; from: number; to: number }) => readFailedJobs(database, of),
    activity: createActivity({ database, now }),
    /** Since when the job waits that has waited longest; null when none does. */
    async waitingSince(): Promise<number | null> {
      const jobs = database.read.selectFrom('Generation').select((eb) => eb.fn.min('createdAt').as('since'));
      return (await jobs.where('state', '=', 'queued').executeTakeFirst())?.since ?? null;
    },
    firsts: (consoleKeyId: string) => readFirsts(database, consoleKeyId),
    ticks: createUsageTicks({ database, schedule, now }),
  };
}
