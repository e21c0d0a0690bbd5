import { defineEntity, p } from '@mikro-orm/core';
import type { Actor, AuditChange } from '../audit.ts';
import type { Row } from './row.ts';

/** One line of the audit log. Each holds the digest of the line before it, so that none can be changed or taken out unseen. */
export const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_log',
  properties: {
    seq: p.integer().primary().autoincrement(),
    at: p.bigint('number'),
    actorKind: p.string().$type<Actor['kind']>(),
    actorId: p.string().nullable(),
    actorName: p.string(),
    action: p.string(),
    subject: p.string().nullable(),
    changes: p.json<AuditChange[]>(),
    outcome: p.string().$type<'done' | 'refused'>(),
    detail: p.text().nullable(),
    address: p.string().nullable(),
    requestId: p.string().nullable(),
    previousHash: p.string(),
    hash: p.string(),
  },
  indexes: [{ properties: ['at'] }, { properties: ['action'] }, { properties: ['subject'] }],
});
export type AuditEntry = Row<typeof AuditEntrySchema>;
