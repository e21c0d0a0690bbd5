import type { JobFilter } from '../generation/job-search.ts';
import type { ControlContext } from './context.ts';
import { countJobs } from './jobs.ts';

export type JobCount = Awaited<ReturnType<typeof countJobs>>;
export type JobCounts = Record<keyof typeof TABS, JobCount>;

const TABS = {
  all: {},
  running: { states: ['queued', 'submitting', 'running', 'retrieving'] },
  done: { states: ['completed'], expired: false },
  failed: { states: ['failed', 'cancelled', 'submit_unknown'] },
  expired: { states: ['completed'], expired: true },
  /** Of the failed, those that can be tried again without a look at each. */
  retryable: { states: ['failed'] },
} as const;

/** How many of the jobs that a filter means are at each place, each counted up to a thousand. */
export async function countJobsByTab(
  context: ControlContext,
  filter: Omit<JobFilter, 'states' | 'expired'>,
): Promise<JobCounts> {
  const counted = Object.entries(TABS).map(async ([tab, of]) => [tab, await countJobs(context, { ...filter, ...of })]);
  return Object.fromEntries(await Promise.all(counted)) as JobCounts;
}
