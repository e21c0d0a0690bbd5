import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ErrorCode, FAULT, ServiceError } from '../../schema/errors.ts';
import { OPENAI_ERROR, presentError, presentStreamError } from './error.ts';

/** Codes that say by themselves that no work was begun. */
const NEVER_BEGUN: readonly ErrorCode[] = [
  'rate_limited',
  'token_throttled',
  'queue_full',
  'queue_timeout',
  'no_token_available',
];
/** Statuses that official SDKs send again by themselves. */
const REPEATED = [408, 409, 429];

function codes(): ErrorCode[] {
  return Object.keys(FAULT) as ErrorCode[];
}

test('every code has its status, its words, and says whether an SDK may repeat the request', () => {
  const lines = codes().map((code) => {
    const { status, headers, body } = presentError(new ServiceError(code, 'm'));
    const started = presentError(new ServiceError(code, 'm', { outcome: 'unknown' }));
    const retry = (headers['x-should-retry'] ?? 'by status') === 'false' ? 'no' : 'yes';
    const retryStarted = started.headers['x-should-retry'] === 'false' ? 'no' : 'yes';
    return `${code}: ${status} ${body.error.type} ${body.error.code}; repeat ${retry}, once started ${retryStarted}`;
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "invalid_request: 400 invalid_request_error invalid_request; repeat yes, once started yes",
      "invalid_value: 400 invalid_request_error invalid_value; repeat yes, once started yes",
      "missing_parameter: 400 invalid_request_error missing_required_parameter; repeat yes, once started yes",
      "model_not_found: 404 invalid_request_error model_not_found; repeat yes, once started yes",
      "not_found: 404 invalid_request_error not_found; repeat yes, once started yes",
      "method_not_allowed: 405 invalid_request_error method_not_allowed; repeat yes, once started yes",
      "missing_api_key: 401 invalid_request_error invalid_api_key; repeat yes, once started yes",
      "invalid_api_key: 401 invalid_request_error invalid_api_key; repeat yes, once started yes",
      "body_too_large: 413 invalid_request_error body_too_large; repeat yes, once started yes",
      "image_invalid: 400 invalid_request_error image_invalid; repeat yes, once started yes",
      "image_unreachable: 400 invalid_request_error image_unreachable; repeat yes, once started yes",
      "content_rejected: 400 image_generation_user_error content_policy_violation; repeat no, once started no",
      "cancelled: 400 invalid_request_error cancelled; repeat no, once started no",
      "idempotency_conflict: 409 idempotency_error idempotency_conflict; repeat no, once started no",
      "rate_limited: 429 rate_limit_error rate_limit_exceeded; repeat yes, once started yes",
      "key_quota_exhausted: 429 insufficient_quota insufficient_quota; repeat no, once started no",
      "model_forbidden: 403 permission_error model_access_denied; repeat no, once started no",
      "token_expired: 503 server_error token_expired; repeat yes, once started no",
      "token_unauthorized: 503 server_error token_unauthorized; repeat yes, once started no",
      "token_throttled: 429 rate_limit_error rate_limit_exceeded; repeat yes, once started yes",
      "token_quota_exhausted: 429 insufficient_quota insufficient_quota; repeat no, once started no",
      "token_out_of_credits: 429 insufficient_quota insufficient_quota; repeat no, once started no",
      "token_model_denied: 403 permission_error model_access_denied; repeat no, once started no",
      "upstream_unavailable: 503 server_error upstream_unavailable; repeat yes, once started no",
      "upstream_timeout: 503 server_error upstream_timeout; repeat yes, once started no",
      "upstream_malformed: 502 server_error upstream_malformed; repeat yes, once started no",
      "upstream_refused: 502 server_error upstream_refused; repeat no, once started no",
      "upstream_not_found: 502 server_error upstream_not_found; repeat yes, once started no",
      "upstream_unknown: 502 server_error upstream_unknown; repeat no, once started no",
      "verification_required: 503 server_error upstream_verification_required; repeat no, once started no",
      "generation_failed: 502 server_error generation_failed; repeat no, once started no",
      "media_unavailable: 502 server_error media_unavailable; repeat no, once started no",
      "queue_full: 429 rate_limit_error rate_limit_exceeded; repeat yes, once started yes",
      "queue_timeout: 503 server_error queue_timeout; repeat yes, once started yes",
      "no_token_available: 503 server_error no_token_available; repeat no, once started no",
      "region_refused: 503 server_error region_refused; repeat no, once started no",
      "proxy_failed: 502 server_error proxy_failed; repeat yes, once started no",
      "shutting_down: 503 server_error shutting_down; repeat yes, once started no",
      "internal_error: 500 server_error internal_error; repeat yes, once started no",
    ]
  `);
});

test('once work may have started upstream, no status that SDKs repeat goes out without forbidding it', () => {
  for (const code of codes().filter((each) => !NEVER_BEGUN.includes(each))) {
    const { status, headers } = presentError(new ServiceError(code, 'm', { outcome: 'unknown' }));
    if (status >= 500 || REPEATED.includes(status)) expect(headers['x-should-retry'], code).toBe('false');
  }
});

/** How `@ai-sdk/openai` reads an error in a stream: what it does not know is a 500 to it, which it sends again. */
function isRepeatedFrom({ error: { code, type } }: ReturnType<typeof presentStreamError>): boolean {
  if (code === 'insufficient_quota' || type === 'insufficient_quota') return false;
  const words = `${code} ${type}`;
  if (words.includes('rate_limit')) return true;
  return !['authentication', 'permission', 'not_found', 'invalid', 'bad_request'].some((word) => words.includes(word));
}

test('in a stream, what must not be repeated has words from which an SDK that never sees the header gathers as much', () => {
  for (const code of codes()) {
    for (const outcome of ['not-sent', 'unknown'] as const) {
      const error = new ServiceError(code, 'm', { outcome });
      const { headers, body } = presentError(error);
      const told = presentStreamError(error);
      const refused = body.error.type === 'invalid_request_error';
      const isFinal = headers['x-should-retry'] === 'false' || refused;
      const isKnownByItsCode = body.error.code?.includes('not_found') === true; // to that SDK, whatever the type
      expect(isRepeatedFrom(told), `${code} ${outcome}`).toBe(!isFinal && !isKnownByItsCode);
      expect(told.error).toEqual({ ...body.error, type: told.error.type });
    }
  }
});

test('no error of ours uses a status that a proxy in between makes up or that means a conflict', () => {
  const others = codes().filter((code) => code !== 'idempotency_conflict'); // which is one
  for (const code of others) expect([408, 409, 504]).not.toContain(OPENAI_ERROR[code].status);
});

test('the waiting time is given in whole seconds, rounded up and at least one', () => {
  const header = (retryAfterMs: number) =>
    presentError(new ServiceError('queue_full', 'm', { retryAfterMs })).headers['retry-after'];
  expect(header(1)).toBe('1');
  expect(header(0)).toBe('1');
  expect(header(2001)).toBe('3');
  expect(presentError(new ServiceError('queue_full', 'm')).headers).not.toHaveProperty('retry-after');
});

test('an empty pool is not asked again by itself, a resting one after its waiting time', () => {
  const headersFor = (retryAfterMs?: number) =>
    presentError(new ServiceError('no_token_available', 'm', { retryAfterMs })).headers;
  expect(headersFor()).toEqual({ 'x-should-retry': 'false' });
  expect(headersFor(45_000)).toEqual({ 'retry-after': '45' });
});

test('every 503 that may be repeated says when, and none that may not gets a time of the table', () => {
  for (const code of codes().filter((each) => OPENAI_ERROR[each].status === 503)) {
    for (const outcome of ['not-sent', 'unknown'] as const) {
      const { headers } = presentError(new ServiceError(code, 'm', { outcome }));
      expect('retry-after' in headers, `${code} ${outcome}`).toBe(headers['x-should-retry'] !== 'false');
    }
  }
});

test('the waiting time that a failure gives itself goes before the one of the table', () => {
  const error = new ServiceError('upstream_unavailable', 'm', { retryAfterMs: 33_000 });
  expect(presentError(error).headers).toEqual({ 'retry-after': '33' });
  expect(presentError(new ServiceError('upstream_unavailable', 'm')).headers).toEqual({ 'retry-after': '10' });
});

test('the envelope has all four keys and nothing of the cause', () => {
  const cause = new Error('ST=secret-cookie');
  const error = new ServiceError('upstream_refused', 'The upstream did not take the work.', {
    cause,
    reason: 'PUBLIC_ERROR_X',
    upstreamStatus: 400,
  });
  expect(presentError(error).body).toEqual({
    error: {
      message: 'The upstream did not take the work.',
      type: 'server_error',
      param: null,
      code: 'upstream_refused',
    },
  });
  expect(JSON.stringify(presentError(error))).not.toContain('secret-cookie');
});

test('the table in docs/api.md is this one', () => {
  const docs = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const documented = [...docs.matchAll(/^\| `(\w+)` \| (\d{3}) \| `(\w+)` \| (.+) \|$/gm)].map(([, ...cells]) =>
    cells.join(' '),
  );
  const words = {
    'by-status': 'yes',
    'unless-started': 'unless begun',
    'if-it-passes': 'only with `Retry-After`',
    never: 'no',
  };
  const actual = Object.values(OPENAI_ERROR).map((row) => {
    const { code, status, type, retry } = row;
    const corrected = retry === 'by-status' && status < 500 && status !== 429;
    const wait = 'waitMs' in row ? `, after ${row.waitMs / 1000} s` : '';
    return `${code} ${status} ${type} ${corrected ? 'after correcting it' : words[retry]}${wait}`;
  });
  expect(documented).toEqual([...new Set(actual)]);
});

test('the codes that docs/api.md says callers see under another name are these', () => {
  const docs = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const documented = [...docs.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| `(\w+)` \|$/gm)].flatMap(([, own = '', wire]) =>
    own.split(', ').map((code) => `${code.replaceAll('`', '')} ${wire}`),
  );
  const renamed = codes().filter((code) => OPENAI_ERROR[code].code !== code);
  expect(documented.sort()).toEqual(renamed.map((code) => `${code} ${OPENAI_ERROR[code].code}`).sort());
});
