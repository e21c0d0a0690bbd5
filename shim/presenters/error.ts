import type { ErrorCode, ServiceError } from '../../schema/errors.ts';

/**
 * Whether a caller's SDK may send the request again by itself.
 * - `by-status`: by its meaning nothing was begun, so the SDK's own rule for the status is right;
 * - `unless-started`: as by status, but not once the upstream may have started work, since a second try would pay twice;
 * - `if-it-passes`: as by status when the failure says how long to wait; without that it stays until the operator acts;
 * - `never`: the same request would fail again, or has been paid for.
 */
type Retry = 'by-status' | 'unless-started' | 'if-it-passes' | 'never';

interface WireError {
  status: number;
  type: string;
  code: string;
  retry: Retry;
  /** Waiting time for a failure that passes and does not itself say when. */
  waitMs?: number;
}

const BAD_REQUEST = 'invalid_request_error';
const SERVER = 'server_error';

/** How OpenAI's wire shows each code. Statuses that SDKs repeat (409, 429, 5xx) are safe only with the right `retry`. */
export const OPENAI_ERROR = {
  invalid_request: { status: 400, type: BAD_REQUEST, code: 'invalid_request', retry: 'by-status' },
  invalid_value: { status: 400, type: BAD_REQUEST, code: 'invalid_value', retry: 'by-status' },
  missing_parameter: { status: 400, type: BAD_REQUEST, code: 'missing_required_parameter', retry: 'by-status' },
  model_not_found: { status: 404, type: BAD_REQUEST, code: 'model_not_found', retry: 'by-status' },
  not_found: { status: 404, type: BAD_REQUEST, code: 'not_found', retry: 'by-status' },
  method_not_allowed: { status: 405, type: BAD_REQUEST, code: 'method_not_allowed', retry: 'by-status' },
  missing_api_key: { status: 401, type: BAD_REQUEST, code: 'invalid_api_key', retry: 'by-status' },
  invalid_api_key: { status: 401, type: BAD_REQUEST, code: 'invalid_api_key', retry: 'by-status' },
  body_too_large: { status: 413, type: BAD_REQUEST, code: 'body_too_large', retry: 'by-status' },
  image_invalid: { status: 400, type: BAD_REQUEST, code: 'image_invalid', retry: 'by-status' },
  image_unreachable: { status: 400, type: BAD_REQUEST, code: 'image_unreachable', retry: 'by-status' },
  content_rejected: {
    status: 400,
    type: 'image_generation_user_error',
    code: 'content_policy_violation',
    retry: 'never',
  },
  // 400, since every SDK leaves it alone, while 409 is repeated by most.
  cancelled: { status: 400, type: BAD_REQUEST, code: 'cancelled', retry: 'never' },
  idempotency_conflict: { status: 409, type: 'idempotency_error', code: 'idempotency_conflict', retry: 'never' },
  rate_limited: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded', retry: 'by-status' },
  key_quota_exhausted: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota', retry: 'never' },
  model_forbidden: { status: 403, type: 'permission_error', code: 'model_access_denied', retry: 'never' },

  token_expired: { status: 503, type: SERVER, code: 'token_expired', retry: 'unless-started', waitMs: 10_000 },
  token_unauthorized: {
    status: 503,
    type: SERVER,
    code: 'token_unauthorized',
    retry: 'unless-started',
    waitMs: 10_000,
  },
  token_throttled: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded', retry: 'by-status' },
  token_quota_exhausted: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota', retry: 'never' },
  token_out_of_credits: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota', retry: 'never' },
  token_model_denied: { status: 403, type: 'permission_error', code: 'model_access_denied', retry: 'never' },

  upstream_unavailable: {
    status: 503,
    type: SERVER,
    code: 'upstream_unavailable',
    retry: 'unless-started',
    waitMs: 10_000,
  },
  // Not 504: gateways in between make up that status themselves, and SDKs repeat it.
  upstream_timeout: { status: 503, type: SERVER, code: 'upstream_timeout', retry: 'unless-started', waitMs: 10_000 },
  upstream_malformed: { status: 502, type: SERVER, code: 'upstream_malformed', retry: 'unless-started' },
  upstream_refused: { status: 502, type: SERVER, code: 'upstream_refused', retry: 'never' },
  upstream_not_found: { status: 502, type: SERVER, code: 'upstream_not_found', retry: 'unless-started' },
  upstream_unknown: { status: 502, type: SERVER, code: 'upstream_unknown', retry: 'never' },
  verification_required: { status: 503, type: SERVER, code: 'upstream_verification_required', retry: 'never' },
  generation_failed: { status: 502, type: SERVER, code: 'generation_failed', retry: 'never' },
  media_unavailable: { status: 502, type: SERVER, code: 'media_unavailable', retry: 'never' },

  queue_full: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded', retry: 'by-status' },
  queue_timeout: { status: 503, type: SERVER, code: 'queue_timeout', retry: 'by-status', waitMs: 10_000 },
  no_token_available: { status: 503, type: SERVER, code: 'no_token_available', retry: 'if-it-passes' },
  region_refused: { status: 503, type: SERVER, code: 'region_refused', retry: 'never' },
  proxy_failed: { status: 502, type: SERVER, code: 'proxy_failed', retry: 'unless-started', waitMs: 5_000 },
  shutting_down: { status: 503, type: SERVER, code: 'shutting_down', retry: 'unless-started', waitMs: 5_000 },
  internal_error: { status: 500, type: SERVER, code: 'internal_error', retry: 'unless-started' },
} as const satisfies Record<ErrorCode, WireError>;

/** OpenAI's error body. All four keys are always there; SDKs read nothing else. */
export interface ErrorEnvelope {
  error: { message: string; type: string; param: string | null; code: string | null };
}

export interface PresentedError {
  status: number;
  headers: Record<string, string>;
  body: ErrorEnvelope;
}

/** Shows an error as OpenAI's wire does: status, headers that steer an SDK's retries, envelope. Never shows a cause. */
export function presentError(error: ServiceError): PresentedError {
  const row: WireError = OPENAI_ERROR[error.code];
  const { headers } = presentRetry(error);
  if (row.status === 401) headers['www-authenticate'] = 'Bearer';
  return { status: row.status, headers, body: envelope(error.message, row.type, row.code, error.param) };
}

/** Types from which programs gather that a request is not to be sent again. */
const FINAL_TYPES: readonly string[] = [BAD_REQUEST, 'permission_error', 'insufficient_quota'];

/**
 * Shows an error as an event of a stream. No header can forbid a second try any more: some SDKs guess a status from `code` and
 * `type`, and repeat what they do not know. What must not be repeated has a type there that all of them leave alone.
 */
export function presentStreamError(error: ServiceError): ErrorEnvelope {
  const row: WireError = OPENAI_ERROR[error.code];
  const type = isRepeatable(row.retry, error) || FINAL_TYPES.includes(row.type) ? row.type : BAD_REQUEST;
  return envelope(error.message, type, row.code, error.param);
}

/** What steers an SDK's own second try, the same on every wire. */
export interface PresentedRetry {
  headers: Record<string, string>;
  /** Whole seconds to wait before the next try; null when there is nothing to wait for. */
  afterSeconds: number | null;
}

/** Whether and when the request may be sent again: `Retry-After`, and `x-should-retry: false` where it must not be. */
export function presentRetry(error: ServiceError): PresentedRetry {
  const row: WireError = OPENAI_ERROR[error.code];
  const mayRetry = isRepeatable(row.retry, error);
  const waitMs = error.retryAfterMs ?? (mayRetry ? row.waitMs : undefined);
  const afterSeconds = waitMs === undefined ? null : secondsOf(waitMs);
  return {
    headers: {
      ...(afterSeconds !== null && { 'retry-after': String(afterSeconds) }),
      ...(!mayRetry && { 'x-should-retry': 'false' }),
    },
    afterSeconds,
  };
}

/** The four keys of an error, for the few failures of plain HTTP that have no code of ours. */
export function envelope(message: string, type: string, code: string, param?: string): ErrorEnvelope {
  return { error: { message, type, param: param ?? null, code } };
}

function isRepeatable(retry: Retry, error: ServiceError): boolean {
  switch (retry) {
    case 'by-status':
      return true;
    case 'unless-started':
      return error.outcome !== 'unknown';
    case 'if-it-passes':
      return error.retryAfterMs !== undefined;
    case 'never':
      return false;
  }
}

/**
 * Whole seconds, rounded up, at least one: a caller that waits this long never comes too early. Except for a minute: some SDKs
 * take only what is less, and would come again within seconds otherwise.
 */
function secondsOf(ms: number): number {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds === 60 ? 59 : seconds;
}
