import type { GenerationState, JobError } from './generation.ts';

/** A job moved from one state to the next. */
export interface GenerationChanged {
  type: 'generation-changed';
  generationId: string;
  state: GenerationState;
  tokenId: number | null;
  error: JobError | null;
}

/** Something about a token changed: it was added, refreshed, switched, ran out, came back. */
export interface TokenChanged {
  type: 'token-changed';
  tokenId: number;
  status: 'active' | 'expired' | 'disabled';
  /** In plain words, for example `session token rotated`. */
  what: string;
}

/** What subscriptions, streams and webhooks carry: the payloads of the ordered event log. */
export type DomainEvent = GenerationChanged | TokenChanged;

/** What an event is about, as its `subject` column. */
export function subjectOf(event: DomainEvent): string {
  return event.type === 'generation-changed' ? event.generationId : String(event.tokenId);
}
