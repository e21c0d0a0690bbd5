import type { Generation } from '../../schema/entities/generation.ts';
import type { LatencyStat } from '../../schema/entities/latency-stat.ts';
import type { Database, Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';

export const HOUR_MS = 3_600_000;
/** The first bucket ends here; each further one is a tenth longer, so that no percentile is off by more than that. */
const FIRST_MS = 100;
const GROWTH = 1.1;

/** How long completed jobs took, from their creation to their end, milliseconds. */
export interface Latency {
  jobs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** Adds a completed job to the histogram of its model and hour, inside the transaction that ends it. */
export async function recordLatency(tx: Transaction, job: Generation): Promise<void> {
  if (job.state !== 'completed') return;
  const endedAt = job.completedAt ?? job.updatedAt;
  const hour = Math.floor(endedAt / HOUR_MS) * HOUR_MS;
  await addToBucket(tx, { hour, model: job.variant, upTo: bucketOf(endedAt - job.createdAt), jobs: 1 });
}

const addToBucket = fixedStatement<LatencyStat>((db, row) =>
  db
    .insertInto('LatencyStat')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['hour', 'model', 'upTo'])
        .doUpdateSet((eb) => ({ jobs: eb('LatencyStat.jobs', '+', row.jobs) })),
    ),
);

/** The upper bound of the bucket that a time falls into. */
export function bucketOf(durationMs: number): number {
  if (durationMs <= FIRST_MS) return FIRST_MS;
  const step = Math.ceil(Math.log(durationMs / FIRST_MS) / Math.log(GROWTH) - 1e-9);
  return Math.ceil(FIRST_MS * GROWTH ** step);
}

export interface LatencyQuery {
  /** Unix milliseconds; whole hours are counted, the one that `from` lies in included. */
  from: number;
  to: number;
  /** Catalogue ids; null for all. */
  models: readonly string[] | null;
}

/** Percentiles of a time range by catalogue id; models without a completed job are left out. */
export async function readLatencies(
  { read }: Pick<Database, 'read'>,
  { from, to, models }: LatencyQuery,
): Promise<Map<string, Latency>> {
  const histograms = Map.groupBy(await bucketsOf(read, { from, to, models }), ({ model }) => model);
  return new Map([...histograms].map(([model, buckets]) => [model, percentilesOf(buckets)]));
}

/** The same for all those models together; null without a completed job. */
export async function readLatency({ read }: Pick<Database, 'read'>, query: LatencyQuery): Promise<Latency | null> {
  const buckets = await bucketsOf(read, query);
  return buckets.length === 0 ? null : percentilesOf(buckets);
}

interface Bucket {
  model: string;
  upTo: number;
  jobs: number;
}

async function bucketsOf(read: Database['read'], { from, to, models }: LatencyQuery): Promise<Bucket[]> {
  if (models?.length === 0) return [];
  let query = read
    .selectFrom('LatencyStat')
    .select((eb) => ['model', 'upTo', eb.fn.sum<number>('jobs').as('jobs')])
    .where('hour', '>=', Math.floor(from / HOUR_MS) * HOUR_MS)
    .where('hour', '<', to)
    .groupBy(['model', 'upTo']);
  if (models !== null) query = query.where('model', 'in', models);
  return (await query.execute()).map(({ jobs, ...bucket }) => ({ ...bucket, jobs: Number(jobs) }));
}

/** Of jobs that are counted by how long they took; there is at least one. */
export function percentilesOf(buckets: readonly Pick<Bucket, 'upTo' | 'jobs'>[]): Latency {
  const sorted = buckets.toSorted((a, b) => a.upTo - b.upTo);
  const jobs = sorted.reduce((sum, bucket) => sum + bucket.jobs, 0);
  const at = (share: number) => percentileOf(sorted, jobs * share);
  return { jobs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** The upper bound under which so many of the jobs lie: never less than what they took, and at most a tenth more. */
function percentileOf(sorted: readonly Pick<Bucket, 'upTo' | 'jobs'>[], wanted: number): number {
  let seen = 0;
  for (const { upTo, jobs } of sorted) {
    seen += jobs;
    if (seen >= wanted - 1e-9) return upTo;
  }
  return sorted.at(-1)?.upTo ?? 0;
}
