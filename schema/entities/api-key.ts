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
    enabled: p.boolean().default(true),
    createdAt: p.bigint('number'),
    lastUsedAt: p.bigint('number').nullable(),
    expiresAt: p.bigint('number').nullable(),
  },
});
export type ApiKey = Row<typeof ApiKeySchema>;
