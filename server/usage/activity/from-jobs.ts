import type { Database } from '../../database/database.ts';
import { bucketOf } from '../latency-stats.ts';
import { createOccupancy, type OccupancyPoint } from './occupancy.ts';
import type { ActivityQuery, Tally } from './tally.ts';

/** Read in one go, so that a busy hour does not hold up everything else. */
const CHUNK_MS = 300_000;
const OPEN = ['queued', 'submitting', 'running', 'retrieving'] as const;

/** Counts the jobs of a short time range one by one, and says how many there were at each of its moments. */
export async function tallyJobs(
  { read }: Pick<Database, 'read'>,
  query: ActivityQuery,
  now: number,
  tally: Tally,
): Promise<OccupancyPoint[]> {
  const { from, to } = query;
  const occupancy = createOccupancy(query, now);
  const jobs = () =>
    read
      .selectFrom('Generation')
      .select(['state', 'kind', 'variant', 'credits', 'createdAt', 'submittedAt', 'completedAt']);
  for (let start = from; start < Math.min(to, now + 1); start += CHUNK_MS) {
    const ended = await jobs()
      .where('completedAt', '>=', start)
      .where('completedAt', '<', Math.min(start + CHUNK_MS, to))
      .execute();
    for (const job of ended) {
      occupancy.add(job);
      const { completedAt: at, kind, variant: model, credits, createdAt } = job;
      if (at === null || job.state === 'cancelled') continue;
      const isDone = job.state === 'completed';
      tally.ended({ at, kind, model, credits, completed: isDone ? 1 : 0, failed: isDone ? 0 : 1 });
      if (isDone) tally.took({ at, kind, model, upTo: bucketOf(at - createdAt), jobs: 1 });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const job of await jobs().where('state', 'in', OPEN).execute()) occupancy.add(job);
  return occupancy.points();
}
