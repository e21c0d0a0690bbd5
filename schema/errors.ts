/** Whose move it is when something fails: the caller corrects, another token is tried, the upstream is given time, the operator acts. */
export type Fault = 'caller' | 'token' | 'upstream' | 'service';

/**
 * Every way in which a piece of work can fail, and whose fault it is. The list is closed: each wire's presenter maps it
 * with `satisfies Record<ErrorCode, …>`, so that a new code does not compile before every wire can show it.
 * Only faults of a `token` may ever count against a token.
 */
export const FAULT = {
  // The request itself.
  invalid_request: 'caller',
  invalid_value: 'caller',
  missing_parameter: 'caller',
  model_not_found: 'caller',
  not_found: 'caller',
  method_not_allowed: 'caller',
  missing_api_key: 'caller',
  invalid_api_key: 'caller',
  body_too_large: 'caller',
  image_invalid: 'caller',
  image_unreachable: 'caller',
  content_rejected: 'caller',
  cancelled: 'caller',
  /** The same `Idempotency-Key` with another request. */
  idempotency_conflict: 'caller',
  /** The key's own limits: requests a minute and jobs at once; credits of a day or a month; models. */
  rate_limited: 'caller',
  key_quota_exhausted: 'caller',
  model_forbidden: 'caller',
  // One account.
  token_expired: 'token',
  token_unauthorized: 'token',
  token_throttled: 'token',
  token_quota_exhausted: 'token',
  token_out_of_credits: 'token',
  token_model_denied: 'token',
  // Google's side, whichever account asks.
  upstream_unavailable: 'upstream',
  upstream_timeout: 'upstream',
  upstream_malformed: 'upstream',
  upstream_refused: 'upstream',
  upstream_not_found: 'upstream',
  upstream_unknown: 'upstream',
  verification_required: 'upstream',
  generation_failed: 'upstream',
  media_unavailable: 'upstream',
  // Ours.
  queue_full: 'service',
  queue_timeout: 'service',
  no_token_available: 'service',
  region_refused: 'service',
  proxy_failed: 'service',
  shutting_down: 'service',
  internal_error: 'service',
} as const satisfies Record<string, Fault>;

export type ErrorCode = keyof typeof FAULT;

/**
 * What is known about a call that failed on its way to the upstream.
 * - `not-sent`: no byte left us, so nothing can have been started;
 * - `refused`: the upstream answered that it did not take the work;
 * - `unknown`: the answer was lost after bytes were sent; the work may have been started and paid for.
 */
export type SendOutcome = 'not-sent' | 'refused' | 'unknown';

export interface ServiceErrorOptions {
  /** The request field that is wrong, as the caller spelt it, for example `messages[0].content[1].image_url.url`. */
  param?: string | undefined;
  /** How long the caller (or we) should wait before the next try, milliseconds. */
  retryAfterMs?: number | undefined;
  /** The upstream's own reason name, for example `PUBLIC_ERROR_UNSAFE_GENERATION`. */
  reason?: string | undefined;
  /** Whether the upstream can have started work; absent means that nothing was sent. */
  outcome?: SendOutcome | undefined;
  /** HTTP status that the upstream answered with, for logs and health decisions; never shown to callers. */
  upstreamStatus?: number | undefined;
  cause?: unknown;
}

/** The one error that crosses folders. Its message is written for the caller: no secret, no upstream body, no stack. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly reason: string | undefined;
  readonly outcome: SendOutcome;
  readonly upstreamStatus: number | undefined;

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.param = options.param;
    this.retryAfterMs = options.retryAfterMs;
    this.reason = options.reason;
    this.outcome = options.outcome ?? 'not-sent';
    this.upstreamStatus = options.upstreamStatus;
  }

  get fault(): Fault {
    return FAULT[this.code];
  }

  /** Leaves a ServiceError as it is; anything else becomes `internal_error` with the original as its cause. */
  static from(cause: unknown): ServiceError {
    if (cause instanceof ServiceError) return cause;
    return new ServiceError(
      'internal_error',
      'The service failed unexpectedly. The log has the details under this request id.',
      {
        cause,
      },
    );
  }
}
