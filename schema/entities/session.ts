import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** A browser in which an operator is signed in. Of its cookie only the SHA-256 is kept. Times are Unix milliseconds. */
export const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.string().primary(),
    hash: p.string().unique().hidden(),
    /** `config` for the operator whom the configuration names. */
    adminId: p.string().index(),
    createdAt: p.bigint('number'),
    lastSeenAt: p.bigint('number'),
    /** However much it is used, it ends then. */
    expiresAt: p.bigint('number'),
    address: p.string(),
    userAgent: p.string().nullable(),
  },
});
export type Session = Row<typeof SessionSchema>;
