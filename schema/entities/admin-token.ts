import { defineEntity, p } from '@mikro-orm/core';
import type { Scope } from '../scopes.ts';
import type { Row } from './row.ts';

/** A key of a script that does an operator's work. Only the SHA-256 of its 256 random bits is kept. Times are Unix milliseconds. */
export const AdminTokenSchema = defineEntity({
  name: 'AdminToken',
  tableName: 'admin_tokens',
  properties: {
    id: p.string().primary(),
    name: p.string(),
    hash: p.string().unique().hidden(),
    last4: p.string(),
    scopes: p.json<Scope[]>(),
    createdAt: p.bigint('number'),
    /** Null for never. */
    expiresAt: p.bigint('number').nullable(),
    lastUsedAt: p.bigint('number').nullable(),
  },
});
export type AdminToken = Row<typeof AdminTokenSchema>;
