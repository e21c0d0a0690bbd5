import type { AuditEntry } from '../../schema/entities/audit-entry.ts';

/** A line as its row has it. */
export type StoredEntry = Omit<AuditEntry, 'changes'> & { storedChanges: string };

/** A line as it can be read. */
export interface ReadEntry extends AuditEntry {
  /** What is stored as its changes is no list of changes any more; they are shown as none. */
  damaged: boolean;
}

/** Reads a line. One that somebody has damaged is told of, and keeps no other from being read. */
export function readEntry({ storedChanges, ...entry }: StoredEntry): ReadEntry {
  const changes = readChanges(storedChanges);
  return { ...entry, changes: changes ?? [], damaged: changes === null };
}

function readChanges(stored: string): AuditEntry['changes'] | null {
  try {
    const changes: unknown = JSON.parse(stored);
    return Array.isArray(changes) && changes.every(isChange) ? changes : null;
  } catch {
    return null;
  }
}

const isChange = (change: unknown): boolean =>
  typeof change === 'object' && change !== null && 'field' in change && typeof change.field === 'string';
