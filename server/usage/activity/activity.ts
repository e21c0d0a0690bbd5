import type { Database } from '../../database/database.ts';
import { tallyCounters } from './from-counters.ts';
import { tallyJobs } from './from-jobs.ts';
import type { OccupancyPoint } from './occupancy.ts';
import { type ActivityQuery, createTally, type Tallied } from './tally.ts';

/** How jobs went over a time range, for charts. */
export interface Activity extends Tallied {
  from: number;
  to: number;
  stepMs: number;
  /** Jobs at the end of each bar; null for ranges that are too long to look at every job. */
  occupancy: OccupancyPoint[] | null;
}

export interface ActivityDeps {
  database: Pick<Database, 'read'>;
  now(): number;
}

/** Up to here each job is looked at; above, bars are at least as long as what the counters tell apart. */
const LONGEST_BY_JOB_MS = 2 * 3_600_000;
/** How long an answer holds: everybody who has the page open shares it. */
const KEPT_MS = 1_500;

/** Activity of stretches that end now. Steps of long ranges are whole quarters of an hour, and whole hours for latency. */
export function createActivity({ database, now }: ActivityDeps) {
  const kept = new Map<string, { at: number; activity: Promise<Activity> }>();

  async function read(query: ActivityQuery, groupOf: (model: string) => string): Promise<Activity> {
    const tally = createTally(query, groupOf);
    const isShort = query.to - query.from <= LONGEST_BY_JOB_MS;
    const occupancy = isShort ? await tallyJobs(database, query, now(), tally) : null;
    if (!isShort) await tallyCounters(database, query, tally);
    const { from, to, stepMs } = query;
    return { from, to, stepMs, occupancy, ...tally.result() };
  }

  /** `groupOf` is asked for a model's group, and is the same for all. */
  return (
    lengthMs: number,
    steps: Pick<ActivityQuery, 'stepMs' | 'latencyStepMs'>,
    groupOf: (model: string) => string,
  ) => {
    const key = `${lengthMs} ${steps.stepMs} ${steps.latencyStepMs}`;
    const known = kept.get(key);
    if (known !== undefined && now() - known.at < KEPT_MS) return known.activity;
    const to = (Math.floor(now() / steps.stepMs) + 1) * steps.stepMs;
    const activity = read({ from: to - lengthMs, to, ...steps }, groupOf);
    kept.set(key, { at: now(), activity });
    activity.catch(() => kept.delete(key));
    return activity;
  };
}
