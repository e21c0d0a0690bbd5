import type { GenerationState } from '../../../schema/generation.ts';
import type { UpstreamCall } from './calls.ts';
import type { FaultRow } from './row.ts';

/** One request that one fault strikes. */
export interface Run {
  call: UpstreamCall;
  row: FaultRow;
  /** Whether there is an account beside the one that the fault strikes. */
  withOther: boolean;
}

/** What could be seen of what became of it. */
export interface Observation {
  status: number;
  code: string | null;
  /** Seconds; null without the header. */
  retryAfter: number | null;
  /** Whether SDKs are told not to repeat the request. */
  final: boolean;
  job: { state: GenerationState; code: string | null; notice: string | null; results: number };
  account: Standing;
  other: Standing | null;
  /** Submits and enlargements, by the account that the fault strikes and by the other one. */
  paidCalls: { account: number; other: number };
  videosStarted: number;
  /** Calls to the endpoint that is struck. */
  struckCalls: number;
  /** Slots that are still held once all is over. */
  leases: number;
}

/** What the pool holds against an account. */
export interface Standing {
  status: string;
  faults: number;
  rest: { reason: string; seconds: number | null } | null;
  /** Codes of the models that it cannot run for now. */
  limits: readonly string[];
}
