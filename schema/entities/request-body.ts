import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** What a request and its answer said: secrets masked, media folded into their type and size. Kept apart, since few are read. */
export const RequestBodySchema = defineEntity({
  name: 'RequestBody',
  tableName: 'request_bodies',
  properties: {
    requestId: p.string().primary(),
    at: p.bigint('number'),
    request: p.text().nullable(),
    response: p.text().nullable(),
    /** Of both texts, for the limit on all of them. */
    bytes: p.integer(),
  },
  indexes: [{ properties: ['at'] }],
});
export type RequestBody = Row<typeof RequestBodySchema>;
