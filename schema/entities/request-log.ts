import { defineEntity, p } from '@mikro-orm/core';
import type { MediaKind } from '../catalogue.ts';
import type { Row } from './row.ts';

/** One finished request of a caller. Holds no bodies. */
export const RequestLogSchema = defineEntity({
  name: 'RequestLog',
  tableName: 'request_logs',
  properties: {
    id: p.integer().primary().autoincrement(),
    requestId: p.string().index(),
    at: p.bigint('number').index(),
    method: p.string(),
    /** Route pattern, for example `/v1/jobs/:id`. */
    route: p.string(),
    status: p.integer().index(),
    durationMs: p.integer(),
    apiKeyId: p.string().nullable().index(),
    generationId: p.string().nullable().index(),
    /** The account that did the work in the end. */
    tokenId: p.integer().nullable().index(),
    model: p.string().nullable().index(),
    /** What its job makes; null without a job. */
    kind: p.string().$type<MediaKind>().nullable(),
    errorCode: p.string().nullable().index(),
    callerLeft: p.boolean().default(false),
  },
});
export type RequestLog = Row<typeof RequestLogSchema>;
