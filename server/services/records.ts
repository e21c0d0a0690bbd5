import { createEventFeed } from '../events/event-feed.ts';
import { countBy } from '../gauges.ts';
import { REPLAY_DAYS } from '../generation/calls.ts';
import { schedule } from '../schedule.ts';
import { createMetricsTicks } from '../usage/metrics-ticks.ts';
import { createRequestLog } from '../usage/request-log.ts';
import { createRetention } from '../usage/retention.ts';
import { createUsage } from '../usage/usage.ts';
import type { Accounts } from './accounts.ts';
import type { Foundation } from './foundation.ts';
import type { Work } from './work.ts';

export interface RecordsDeps extends Foundation, Pick<Accounts, 'tokens'>, Pick<Work, 'generations'> {
  isModel(name: string): boolean;
}

export type Records = ReturnType<typeof createRecords>;

/** What is written down of all that happens, how long it is kept, and how it is read and followed. */
export function createRecords({ database, settings, log, now, elapsed, tokens, generations, isModel }: RecordsDeps) {
  const requestLog = createRequestLog({
    database,
    isModel,
    schedule,
    onError: (err, entries) => log.error({ err, entries }, 'entries of the request log could not be written'),
  });
  const retention = createRetention({
    database,
    days: () => {
      const { retention: kept, generation } = settings();
      const { eventsDays, requestLogsDays, requestBodiesDays, generationsDays } = kept;
      return {
        events: eventsDays,
        requestLogs: requestLogsDays,
        requestBodies: requestBodiesDays,
        generations: generationsDays,
        idempotencyKeys: REPLAY_DAYS,
        uploads: generation.reuseUploads / 24,
      };
    },
    maxBodyBytes: () => settings().retention.requestBodiesMb * 1_000_000,
    schedule,
    now,
    onError: (err) => log.error({ err }, 'old rows could not be trimmed'),
  });
  const usage = createUsage({ database, isModel, schedule, now, elapsed });
  const feed = createEventFeed({
    database,
    schedule,
    onError: (err) => log.error({ err }, 'events could not be read; subscribers hear of them later'),
  });
  const ticks = createMetricsTicks({
    database,
    isAskedFor: feed.isAskedFor,
    readings: () => ({
      inFlight: { image: 0, video: 0, ...countBy(tokens.pool.held().values(), (lease) => lease.kind) },
      queued: generations.waiting(),
      rssBytes: process.memoryUsage.rss(),
    }),
    schedule,
    now,
    onError: (err) => log.error({ err }, 'a tick of the metrics could not be written'),
  });

  return {
    ...{ requestLog, retention, usage, feed },

    start(): void {
      retention.start();
      ticks.start();
    },

    async close(): Promise<void> {
      retention.close();
      ticks.close();
      await requestLog.close();
    },
  };
}
