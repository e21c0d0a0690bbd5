import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** Requests of one minute, by what they are filtered by. A rollup, added to together with the log rows that it counts. */
export const RequestStatSchema = defineEntity({
  name: 'RequestStat',
  tableName: 'request_stats',
  properties: {
    /** Start of the minute, Unix milliseconds. */
    minute: p.bigint('number').primary(),
    /** 2 for 2xx and so on. */
    statusClass: p.integer().primary(),
    /** Empty for none. */
    apiKeyId: p.string().primary(),
    model: p.string().primary(),
    requests: p.integer().default(0),
    durationMs: p.bigint('number').default(0),
  },
});
export type RequestStat = Row<typeof RequestStatSchema>;
