import type { ErrorCode, ServiceError } from '../../schema/errors.ts';
import { presentRetry } from '../presenters/error.ts';

/** Google's canonical names of failures, as far as they occur here. */
export type GoogleStatus =
  | 'INVALID_ARGUMENT'
  | 'FAILED_PRECONDITION'
  | 'OUT_OF_RANGE'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'RESOURCE_EXHAUSTED'
  | 'CANCELLED'
  | 'UNIMPLEMENTED'
  | 'DEADLINE_EXCEEDED'
  | 'INTERNAL'
  | 'UNAVAILABLE';

interface GoogleRow {
  code: number;
  status: GoogleStatus;
}

const INVALID: GoogleRow = { code: 400, status: 'INVALID_ARGUMENT' };
const DENIED: GoogleRow = { code: 403, status: 'PERMISSION_DENIED' };
const EXHAUSTED: GoogleRow = { code: 429, status: 'RESOURCE_EXHAUSTED' };
const INTERNAL: GoogleRow = { code: 500, status: 'INTERNAL' };
const UNAVAILABLE: GoogleRow = { code: 503, status: 'UNAVAILABLE' };

/** How Google's wire shows each code. A bad key is a 400 there, and a missing one a 403: clients tell them apart by that. */
export const GEMINI_ERROR = {
  invalid_request: INVALID,
  invalid_value: INVALID,
  missing_parameter: INVALID,
  model_not_found: { code: 404, status: 'NOT_FOUND' },
  not_found: { code: 404, status: 'NOT_FOUND' },
  method_not_allowed: { code: 405, status: 'UNIMPLEMENTED' },
  missing_api_key: DENIED,
  invalid_api_key: INVALID,
  body_too_large: { code: 413, status: 'INVALID_ARGUMENT' },
  image_invalid: INVALID,
  image_unreachable: INVALID,
  content_rejected: INVALID,
  cancelled: { code: 400, status: 'CANCELLED' },
  idempotency_conflict: { code: 409, status: 'ALREADY_EXISTS' },
  rate_limited: EXHAUSTED,
  key_quota_exhausted: EXHAUSTED,
  model_forbidden: DENIED,

  token_expired: UNAVAILABLE,
  token_unauthorized: UNAVAILABLE,
  token_throttled: EXHAUSTED,
  token_quota_exhausted: EXHAUSTED,
  token_out_of_credits: EXHAUSTED,
  token_model_denied: DENIED,

  upstream_unavailable: UNAVAILABLE,
  upstream_timeout: UNAVAILABLE,
  upstream_malformed: INTERNAL,
  upstream_refused: INTERNAL,
  upstream_not_found: INTERNAL,
  upstream_unknown: INTERNAL,
  verification_required: UNAVAILABLE,
  generation_failed: INTERNAL,
  media_unavailable: INTERNAL,

  queue_full: EXHAUSTED,
  queue_timeout: UNAVAILABLE,
  no_token_available: UNAVAILABLE,
  region_refused: UNAVAILABLE,
  proxy_failed: INTERNAL,
  shutting_down: UNAVAILABLE,
  internal_error: INTERNAL,
} as const satisfies Record<ErrorCode, GoogleRow>;

/** Google's error body. `code` is the HTTP status. */
export interface GoogleErrorBody {
  error: { code: number; message: string; status: GoogleStatus; details: readonly object[] };
}

export interface PresentedGoogleError {
  status: number;
  headers: Record<string, string>;
  body: GoogleErrorBody;
}

/** Shows an error as Google's APIs do, with the same steering of second tries as on OpenAI's wire. Never shows a cause. */
export function presentGeminiError(error: ServiceError): PresentedGoogleError {
  const { code, status }: GoogleRow = GEMINI_ERROR[error.code];
  const { headers, afterSeconds } = presentRetry(error);
  const details = [
    errorInfo(error.code),
    ...(error.param === undefined ? [] : [badRequest(error.param, error.message)]),
    ...(afterSeconds === null ? [] : [retryInfo(afterSeconds)]),
  ];
  return { status: code, headers, body: googleError(code, status, error.message, details) };
}

/** The body of an error, also for the few failures of plain HTTP that have no code of ours. */
export function googleError(
  code: number,
  status: GoogleStatus,
  message: string,
  details: readonly object[] = [],
): GoogleErrorBody {
  return { error: { code, message, status, details } };
}

/** What programs can read: Google's own word for a bad key, which apps look for; otherwise our code. */
export function reasonOf(code: ErrorCode): string {
  return code === 'invalid_api_key' ? 'API_KEY_INVALID' : code.toUpperCase();
}

function errorInfo(code: ErrorCode): object {
  const domain = code === 'invalid_api_key' ? 'googleapis.com' : 'flow2api';
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: reasonOf(code), domain };
}

function badRequest(field: string, description: string): object {
  return { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description }] };
}

function retryInfo(seconds: number): object {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` };
}
