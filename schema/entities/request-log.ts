import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** One finished request of a caller. Holds no bodies. */
export const RequestLogSchema = defineEntity({
  name: 'RequestLog',
  tableName: 'request_logs',
  properties: {
    id: p.integer().primary().autoincrement(),
    requestId: p.string(),
    at: p.bigint('number'),
    method: p.string(),
    /** Route pattern, for example `/v1/jobs/:id`. */
    route: p.string(),
    status: p.integer(),
    durationMs: p.integer(),
    apiKeyId: p.string().nullable(),
    generationId: p.string().nullable(),
    model: p.string().nullable(),
    errorCode: p.string().nullable(),
    callerLeft: p.boolean().default(false),
  },
  indexes: [{ properties: ['at'] }, { properties: ['requestId'] }],
});
export type RequestLog = Row<typeof RequestLogSchema>;
