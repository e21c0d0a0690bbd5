import type { Database } from '../../database/database.ts';
import { HOUR_MS } from '../latency-stats.ts';
import type { ActivityQuery, Tally } from './tally.ts';

/** Counts the jobs of a long time range by the quarters and hours in which they were counted already. */
export async function tallyCounters({ read }: Pick<Database, 'read'>, query: ActivityQuery, tally: Tally) {
  const { from, to } = query;
  const firstHour = Math.floor(from / HOUR_MS) * HOUR_MS;
  const quarters = await read
    .selectFrom('UsageStat')
    .select((eb) => [
      'quarter',
      'model',
      'kind',
      eb.fn.sum<number>('completed').as('completed'),
      eb.fn.sum<number>('failed').as('failed'),
      eb.fn.sum<number>('credits').as('credits'),
    ])
    .where('quarter', '>=', firstHour)
    .where('quarter', '<', to)
    .groupBy(['quarter', 'model', 'kind'])
    .execute();
  for (const { quarter: at, model, kind, completed, failed, credits } of quarters) {
    if (at < from) continue; // only to know its kind
    tally.ended({
      ...{ at, model, kind },
      ...{ completed: Number(completed), failed: Number(failed), credits: Number(credits) },
    });
  }
  const kinds = new Map(quarters.map(({ model, kind }) => [model, kind]));
  const hours = await read
    .selectFrom('LatencyStat')
    .selectAll()
    .where('hour', '>=', firstHour)
    .where('hour', '<', to)
    .execute();
  for (const { hour: at, model, upTo, jobs } of hours) {
    const kind = kinds.get(model);
    if (kind !== undefined) tally.took({ at, kind, model, upTo, jobs });
  }
}
