import type { MediaKind } from './catalogue.ts';
import type { GenerationState, JobError } from './generation.ts';

/** A job moved from one state to the next. */
export interface GenerationChanged {
  type: 'generation-changed';
  generationId: string;
  state: GenerationState;
  tokenId: number | null;
  error: JobError | null;
}

/** Something about a token changed: it was added, refreshed, switched, ran out, came back, was removed. */
export interface TokenChanged {
  type: 'token-changed';
  tokenId: number;
  /** `deleted` is the last that is heard of it. */
  status: 'active' | 'expired' | 'disabled' | 'deleted';
  /** In plain words, for example `session token rotated`. */
  what: string;
}

/** A request of a caller was answered, or its caller left. */
export interface RequestFinished {
  type: 'request-finished';
  requestId: string;
  method: string;
  /** Route pattern, for example `/v1/jobs/:id`. */
  route: string;
  status: number;
  durationMs: number;
  apiKeyId: string | null;
  generationId: string | null;
  tokenId: number | null;
  model: string | null;
  errorCode: string | null;
}

/** How things stand, told every few seconds while somebody listens. */
export interface MetricsTicked {
  type: 'metrics-ticked';
  /** Slots that are taken, and jobs that wait for one. */
  inFlight: Record<MediaKind, number>;
  queued: Record<MediaKind, number>;
  /** Resident memory, bytes. */
  rssBytes: number;
}

/** Settings were saved, or the file was edited. */
export interface SettingsChanged {
  type: 'settings-changed';
  version: number;
  /** `section.key` of those whose value in force is another one now. */
  keys: readonly string[];
  by: string;
  /** Why nothing was taken over, when the file holds mistakes. */
  problem: string | null;
}

/** A key of callers was made, changed, rotated or revoked. */
export interface ApiKeyChanged {
  type: 'api-key-changed';
  apiKeyId: string;
  what: string;
}

/** A line was added to the audit log. */
export interface AuditRecorded {
  type: 'audit-recorded';
  entrySeq: number;
  actorName: string;
  action: string;
  subject: string | null;
  outcome: 'done' | 'refused';
}

/** What subscriptions, streams and webhooks carry: the payloads of the ordered event log. */
export type DomainEvent =
  | GenerationChanged
  | TokenChanged
  | RequestFinished
  | MetricsTicked
  | SettingsChanged
  | ApiKeyChanged
  | AuditRecorded;

/** An event at its place in the log. */
export interface LoggedEvent {
  seq: number;
  /** Unix milliseconds. */
  at: number;
  event: DomainEvent;
}

/** What an event is about, as its `subject` column. */
export function subjectOf(event: DomainEvent): string {
  switch (event.type) {
    case 'generation-changed':
      return event.generationId;
    case 'token-changed':
      return String(event.tokenId);
    case 'request-finished':
      return event.requestId;
    case 'api-key-changed':
      return event.apiKeyId;
    case 'audit-recorded':
      return String(event.entrySeq);
    case 'metrics-ticked':
    case 'settings-changed':
      return '';
  }
}

/** Every type of event. */
export const EVENT_TYPES = [
  'generation-changed',
  'token-changed',
  'request-finished',
  'metrics-ticked',
  'settings-changed',
  'api-key-changed',
  'audit-recorded',
] as const satisfies DomainEvent['type'][];
