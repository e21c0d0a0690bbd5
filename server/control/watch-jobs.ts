import { ServiceError } from '../../schema/errors.ts';
import type { GenerationChanged } from '../../schema/events.ts';
import type { FeedItem } from '../events/event-feed.ts';
import type { JobFilter } from '../generation/job-search.ts';
import type { OperatorJob } from '../generation/operator-job.ts';
import type { QueueReport } from '../generation/queue-report.ts';
import { conflated } from './conflated.ts';
import type { ControlContext } from './context.ts';
import { isMeant } from './jobs.ts';

/** A job is another one now; or some news were missed, up to and with `seq`. */
export type JobNews = { seq: number; at: number; job: OperatorJob } | { seq: number };

/** Who is behind by more reads the jobs anew. */
const MAX_BEHIND = 2_000;
const QUEUE_GAP_MS = 250;

/** One job as it stands, then each change and its progress, to its end. */
export async function* watchJob(
  { services }: ControlContext,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<JobNews> {
  if ((await services.generations.find(id)) === null) {
    throw new ServiceError('not_found', `There is no generation ${id}.`, { param: 'id' });
  }
  for await (const { seq, job } of services.generations.watch(id, signal)) {
    const shown = await services.generations.find(job.id);
    if (shown !== null) yield { seq, at: services.now(), job: { ...shown, ...job } };
  }
}

/** Every job that a filter means, at each of its steps; of steps that wait together only the last comes. */
export async function* watchJobs(
  { services }: ControlContext,
  { filter, since }: { filter: JobFilter; since: number | null },
  signal: AbortSignal,
): AsyncGenerator<JobNews> {
  const wanted = { since, types: new Set(['generation-changed'] as const), latestOnly: true, maxBehind: MAX_BEHIND };
  for await (const item of services.feed.subscribe(wanted, signal) as AsyncIterable<FeedItem>) {
    if (item.kind === 'gap') yield { seq: item.seq };
    else {
      const { generationId } = item.event as GenerationChanged;
      const job = await services.generations.find(generationId);
      if (job !== null && isMeant(filter, job)) yield { seq: item.seq, at: item.at, job };
    }
  }
}

/** The queue at once, then whenever a job has moved, at most four times a second. */
export function watchQueue({ services }: ControlContext, signal: AbortSignal): AsyncGenerator<QueueReport> {
  const wanted = {
    since: null,
    types: new Set(['generation-changed'] as const),
    latestOnly: true,
    maxBehind: MAX_BEHIND,
  };
  const moves = services.feed.subscribe(wanted, signal);
  return conflated(moves, { read: services.generations.queue, gapMs: QUEUE_GAP_MS }, signal);
}
