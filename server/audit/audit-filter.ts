import type { AuditEntry } from '../../schema/entities/audit-entry.ts';
import type { LineQuery } from './stored-lines.ts';

/** Which lines are wanted; what is left out or null does not matter. */
export interface AuditFilter {
  actorId?: string | null | undefined;
  /** Whole, as `token.update`, or with a star at its end, as `token.*`. */
  action?: string | null | undefined;
  /** Whole. */
  subject?: string | null | undefined;
  /** A part of what a line shows, in any case: of its subject or the name of it, of its detail, or of who did it. */
  text?: string | null | undefined;
  outcome?: AuditEntry['outcome'] | null | undefined;
  /** Unix milliseconds; the first is included and the second is not. */
  from?: number | null | undefined;
  to?: number | null | undefined;
}

/** All of a filter but its text, for which lines have to be looked through. */
export function matching({ actorId, action, subject, outcome, from, to }: AuditFilter) {
  return (lines: LineQuery): LineQuery => {
    let query = lines;
    if (actorId != null) query = query.where('actorId', '=', actorId);
    if (subject != null) query = query.where('subject', '=', subject);
    if (outcome != null) query = query.where('outcome', '=', outcome);
    if (from != null) query = query.where('at', '>=', from);
    if (to != null) query = query.where('at', '<', to);
    if (action == null) return query;
    if (!action.endsWith('*')) return query.where('action', '=', action);
    const start = action.slice(0, -1);
    return query.where('action', '>=', start).where('action', '<', `${start}\uffff`);
  };
}
