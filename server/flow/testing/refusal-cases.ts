import type { ErrorCode, SendOutcome } from '../../../schema/errors.ts';

/** An answer of the bearer host, the row of the error table that decides about it, and what the caller gets. */
export interface RefusalCase {
  row: string;
  status: number;
  reason?: string;
  message?: string;
  details?: object[];
  page?: string;
  headers?: Record<string, string>;
  code: ErrorCode;
  outcome: SendOutcome;
}

const refused = 'refused' as const;

/** Every row that an answer of the bearer host can meet, with what the caller gets. */
export const REFUSAL_CASES: RefusalCase[] = [
  ...['UNUSUAL_ACTIVITY', 'UNUSUAL_ACTIVITY_TOO_MUCH_TRAFFIC'].flatMap((name) =>
    [403, 429].map(
      (status): RefusalCase => ({
        row: 'verification demanded',
        status,
        reason: `PUBLIC_ERROR_${name}`,
        code: 'verification_required',
        outcome: refused,
      }),
    ),
  ),
  {
    row: 'verification demanded, said only in the message',
    status: 403,
    message: 'reCAPTCHA evaluation failed',
    code: 'verification_required',
    outcome: refused,
  },
  {
    row: 'verification demanded, under a vague name',
    status: 403,
    reason: 'PUBLIC_ERROR_SOMETHING_WENT_WRONG',
    code: 'verification_required',
    outcome: refused,
  },
  {
    row: 'model not open to the account',
    status: 403,
    reason: 'PUBLIC_ERROR_MODEL_ACCESS_DENIED',
    code: 'token_model_denied',
    outcome: refused,
  },
  {
    row: 'account of a minor',
    status: 403,
    reason: 'PUBLIC_ERROR_USER_MINOR',
    code: 'token_model_denied',
    outcome: refused,
  },
  {
    row: 'region refused',
    status: 403,
    reason: 'PUBLIC_ERROR_USER_REGION_DISALLOWED',
    code: 'region_refused',
    outcome: refused,
  },
  ...['USER_REQUESTS_THROTTLED', 'CONCURRENT_LIMIT_REACHED', 'GENERATION_ALREADY_IN_PROGRESS'].map(
    (name): RefusalCase => ({
      row: 'throttled',
      status: 429,
      reason: `PUBLIC_ERROR_${name}`,
      code: 'token_throttled',
      outcome: refused,
    }),
  ),
  ...['PER_MODEL_DAILY_QUOTA_REACHED', 'PER_MODEL_DAILY_QUOTA_REACHED_UPGRADEABLE'].map(
    (name): RefusalCase => ({
      row: 'daily quota of the model',
      status: 429,
      reason: `PUBLIC_ERROR_${name}`,
      code: 'token_quota_exhausted',
      outcome: refused,
    }),
  ),
  ...['USER_QUOTA_REACHED', 'WORKSPACE_ACCOUNT_QUOTA_REACHED'].map(
    (name): RefusalCase => ({
      row: 'out of credits',
      status: 429,
      reason: `PUBLIC_ERROR_${name}`,
      code: 'token_out_of_credits',
      outcome: refused,
    }),
  ),
  ...[
    [429, 'HIGH_TRAFFIC'],
    [429, 'TOO_MUCH_TRAFFIC'],
    [503, 'MODEL_OVERLOADED'],
    [503, 'MODEL_DISABLED_DUE_TO_TRAFFIC'],
  ].map(
    ([status, name]): RefusalCase => ({
      row: 'upstream overloaded',
      status: Number(status),
      reason: `PUBLIC_ERROR_${name}`,
      code: 'upstream_unavailable',
      outcome: refused,
    }),
  ),
  {
    row: 'generation timed out upstream',
    status: 400,
    reason: 'PUBLIC_ERROR_VIDEO_GENERATION_TIMED_OUT',
    code: 'generation_failed',
    outcome: refused,
  },
  ...['UNKNOWN_IMAGE_FILE_FORMAT', 'IMAGE_TOO_LARGE', 'IMAGE_TOO_SMALL'].map(
    (name): RefusalCase => ({
      row: 'image of the wrong kind or size',
      status: 400,
      reason: `PUBLIC_ERROR_${name}`,
      code: 'image_invalid',
      outcome: refused,
    }),
  ),
  {
    row: 'job past cancelling',
    status: 400,
    reason: 'PUBLIC_ERROR_MEDIA_GENERATION_CANNOT_BE_CANCELED',
    code: 'upstream_refused',
    outcome: refused,
  },
  ...['CREDENTIALS_MISSING', 'ACCESS_TOKEN_EXPIRED'].map(
    (reason): RefusalCase => ({
      row: 'credentials refused, by name',
      status: 401,
      reason,
      code: 'token_unauthorized',
      outcome: refused,
    }),
  ),
  ...[
    'UNSAFE_GENERATION',
    'PROMINENT_PEOPLE_FILTER_FAILED',
    'PROMINENT_PEOPLE_UPLOAD',
    'SEXUAL',
    'SEXUAL_UPLOAD',
    'MINOR',
    'MINOR_UPLOAD',
    'MINOR_HARM_UPLOAD',
    'VIOLENCE_FILTER',
    'DANGER_FILTER',
    'PHOTOREAL_INPUT_IMAGE',
    'IP_INPUT_IMAGE',
    'IMAGE_OUTPUT_IP_FILTER',
    'UNSAFE_IMAGE_UPLOAD',
    'AUDIO_FILTERED',
    'NON_ENGLISH_PROMPT',
    'REPUTATIONAL',
    'UNDERSPECIFIED_ANIMAL',
  ].map(
    (name): RefusalCase => ({
      row: 'content refused, by a known name',
      status: 400,
      reason: `PUBLIC_ERROR_${name}`,
      code: 'content_rejected',
      outcome: refused,
    }),
  ),
  {
    row: 'content refused, by a name not known yet',
    status: 400,
    reason: 'PUBLIC_ERROR_NAMED_IN_THE_FUTURE',
    code: 'content_rejected',
    outcome: refused,
  },
  {
    row: 'request not accepted',
    status: 400,
    details: [{ fieldViolations: [{ field: 'requests[0].seed', description: 'the whole request quoted' }] }],
    code: 'upstream_refused',
    outcome: refused,
  },
  { row: 'request not accepted', status: 400, reason: 'API_KEY_INVALID', code: 'upstream_refused', outcome: refused },
  { row: 'request not accepted', status: 400, code: 'upstream_refused', outcome: refused },
  { row: 'request not accepted', status: 400, page: '<html>400', code: 'upstream_refused', outcome: refused },
  { row: 'credentials refused', status: 401, code: 'token_unauthorized', outcome: refused },
  { row: 'credentials refused', status: 401, page: '<html>401', code: 'token_unauthorized', outcome: refused },
  { row: 'no permission', status: 403, code: 'token_model_denied', outcome: refused },
  { row: 'shut out by a front end', status: 403, page: '<html>403', code: 'upstream_refused', outcome: refused },
  { row: 'not found', status: 404, code: 'upstream_not_found', outcome: refused },
  { row: 'not found', status: 404, page: '<html>404', code: 'upstream_not_found', outcome: refused },
  { row: 'timed out upstream', status: 504, code: 'upstream_timeout', outcome: 'unknown' },
  { row: 'timed out upstream', status: 408, page: '<html>408', code: 'upstream_timeout', outcome: refused },
  { row: 'exhausted without a known reason', status: 429, code: 'token_throttled', outcome: refused },
  {
    row: 'exhausted without a known reason',
    status: 429,
    reason: 'PUBLIC_ERROR_NAMED_IN_THE_FUTURE',
    code: 'token_throttled',
    outcome: refused,
  },
  {
    row: 'too many requests, told by another part than the generator',
    status: 429,
    page: '<html>429',
    code: 'upstream_unavailable',
    outcome: refused,
  },
  { row: 'upstream down', status: 500, code: 'upstream_unavailable', outcome: refused },
  { row: 'upstream down', status: 503, code: 'upstream_unavailable', outcome: refused },
  { row: 'upstream down', status: 502, page: '<html>502', code: 'upstream_unavailable', outcome: 'unknown' },
  { row: 'upstream down', status: 503, page: '', code: 'upstream_unavailable', outcome: 'unknown' },
  { row: 'any other refusal', status: 413, page: '<html>413', code: 'upstream_refused', outcome: refused },
  { row: 'any other refusal', status: 409, code: 'upstream_refused', outcome: refused },
  {
    row: 'an answer that the wire does not know',
    status: 302,
    page: '<html>302',
    code: 'upstream_malformed',
    outcome: 'unknown',
  },
];
