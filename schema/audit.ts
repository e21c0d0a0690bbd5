/** One thing that was changed. A secret shows as `replaced` on either side. */
export interface AuditChange {
  field: string;
  from: unknown;
  to: unknown;
}

/** Who did something: an operator, a script by its token, or the service itself (a changed file, say). */
export interface Actor {
  kind: 'admin' | 'token' | 'service' | 'nobody';
  /** Id of the operator or of the token; null for others. */
  id: string | null;
  /** Name to be shown. */
  name: string;
}

/** What the audit log is told. */
export interface AuditRecord {
  actor: Actor;
  /** Verb of the thing, for example `token.update` or `session.sign-in`. */
  action: string;
  /** Id of what it was done to; null when it has none. */
  subject: string | null;
  changes: readonly AuditChange[];
  outcome: 'done' | 'refused';
  /** In a sentence, what else is to be said. */
  detail: string | null;
  address: string | null;
  requestId: string | null;
}
