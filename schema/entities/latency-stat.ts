import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** Completed jobs of one model in one hour that took up to so long: a histogram, from which percentiles are read. */
export const LatencyStatSchema = defineEntity({
  name: 'LatencyStat',
  tableName: 'latency_stats',
  properties: {
    /** Start of the hour, Unix milliseconds. */
    hour: p.bigint('number').primary(),
    model: p.string().primary(),
    /** Upper bound of the bucket, milliseconds. */
    upTo: p.integer().primary(),
    jobs: p.integer().default(0),
  },
});
export type LatencyStat = Row<typeof LatencyStatSchema>;
