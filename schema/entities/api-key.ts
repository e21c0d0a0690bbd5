import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** A caller's key. Only the SHA-256 of its 256 random bits is kept, and the last four characters to recognize it by. */
export const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    id: p.string().primary(),
    name: p.string(),
    hash: p.string().unique().hidden(),
    last4: p.string(),
    /** Of the key that this one replaced, which is good until the time beside it. */
    previousHash: p.string().nullable().hidden(),
    previousUntil: p.bigint('number').nullable(),
    enabled: p.boolean().default(true),
    createdAt: p.bigint('number'),
    lastUsedAt: p.bigint('number').nullable(),
    expiresAt: p.bigint('number').nullable(),
    /** Create calls in any minute; null for no limit, here and below. */
    requestsPerMinute: p.integer().nullable(),
    /** Jobs that have not ended, those that wait included. */
    jobsAtOnce: p.integer().nullable(),
    /** Credits in a UTC day and a UTC month. */
    creditsPerDay: p.integer().nullable(),
    creditsPerMonth: p.integer().nullable(),
    /** Names of models, each perhaps with `*` in it; null for all. */
    models: p.json<string[]>().nullable(),
  },
});
export type ApiKey = Row<typeof ApiKeySchema>;
