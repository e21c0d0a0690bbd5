import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { MINUTE_MS } from './request-stats.ts';
import { checkRange } from './usage-report.ts';

/** Requests with a key over time, in stretches of the same length, the oldest first. */
export interface KeyActivity {
  apiKeyId: string;
  beats: readonly { requests: number; failed: number }[];
}

export interface KeyActivityQuery {
  /** Unix milliseconds. Whole minutes are counted. */
  from: number;
  to: number;
  beats: number;
}

/** From the counters of the minutes; a key without a request is left out. Refused ones (4xx) count as failed, too. */
export async function readKeyActivity(
  { read }: Pick<Database, 'read'>,
  { from, to, beats }: KeyActivityQuery,
): Promise<KeyActivity[]> {
  checkRange({ from, to });
  const first = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  const widthMs = Math.ceil((to - first) / beats / MINUTE_MS) * MINUTE_MS;
  const beat = sql<number>`cast((${sql.ref('minute')} - ${first}) / ${widthMs} as integer)`;
  const rows = await read
    .selectFrom('RequestStat')
    .select((eb) => [beat.as('beat'), 'apiKeyId', 'statusClass', eb.fn.sum<number>('requests').as('requests')])
    .where('minute', '>=', first)
    .where('minute', '<', to)
    .where('apiKeyId', '!=', '')
    .groupBy(['beat', 'apiKeyId', 'statusClass'])
    .execute();
  const found = new Map<string, { requests: number; failed: number }[]>();
  for (const { beat: index, apiKeyId, statusClass, requests } of rows) {
    const all = found.get(apiKeyId) ?? Array.from({ length: beats }, () => ({ requests: 0, failed: 0 }));
    found.set(apiKeyId, all);
    const one = all[Math.min(beats - 1, Number(index))];
    if (one === undefined) continue;
    one.requests += Number(requests);
    if (statusClass >= 4) one.failed += Number(requests);
  }
  return [...found].map(([apiKeyId, all]) => ({ apiKeyId, beats: all }));
}
