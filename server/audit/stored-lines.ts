import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

const COLUMNS = [
  ...(['seq', 'at', 'actorKind', 'actorId', 'actorName', 'action', 'subject', 'outcome', 'detail', 'address'] as const),
  ...(['requestId', 'previousHash', 'hash'] as const),
];

/** Lines as they are stored; changes as the text that is stored, since a line that is damaged must not hide the others. */
export const storedLines = (read: Database['read']) =>
  read.selectFrom('AuditEntry').select([...COLUMNS, sql<string>`changes`.as('storedChanges')]);

export type LineQuery = ReturnType<typeof storedLines>;
