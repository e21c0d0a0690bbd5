import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ErrorCode, FAULT, ServiceError } from '../../schema/errors.ts';
import { presentError } from '../presenters/error.ts';
import { GEMINI_ERROR, presentGeminiError } from './error.ts';

function codes(): ErrorCode[] {
  return Object.keys(FAULT) as ErrorCode[];
}

test("every code has its status and its word of Google's", () => {
  const lines = codes().map((code) => {
    const { status, body } = presentGeminiError(new ServiceError(code, 'm'));
    expect(body.error).toMatchObject({ code: status, message: 'm' });
    return `${code}: ${status} ${body.error.status}`;
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "invalid_request: 400 INVALID_ARGUMENT",
      "invalid_value: 400 INVALID_ARGUMENT",
      "missing_parameter: 400 INVALID_ARGUMENT",
      "model_not_found: 404 NOT_FOUND",
      "not_found: 404 NOT_FOUND",
      "method_not_allowed: 405 UNIMPLEMENTED",
      "missing_api_key: 403 PERMISSION_DENIED",
      "invalid_api_key: 400 INVALID_ARGUMENT",
      "body_too_large: 413 INVALID_ARGUMENT",
      "image_invalid: 400 INVALID_ARGUMENT",
      "image_unreachable: 400 INVALID_ARGUMENT",
      "content_rejected: 400 INVALID_ARGUMENT",
      "cancelled: 400 CANCELLED",
      "idempotency_conflict: 409 ALREADY_EXISTS",
      "rate_limited: 429 RESOURCE_EXHAUSTED",
      "key_quota_exhausted: 429 RESOURCE_EXHAUSTED",
      "model_forbidden: 403 PERMISSION_DENIED",
      "token_expired: 503 UNAVAILABLE",
      "token_unauthorized: 503 UNAVAILABLE",
      "token_throttled: 429 RESOURCE_EXHAUSTED",
      "token_quota_exhausted: 429 RESOURCE_EXHAUSTED",
      "token_out_of_credits: 429 RESOURCE_EXHAUSTED",
      "token_model_denied: 403 PERMISSION_DENIED",
      "upstream_unavailable: 503 UNAVAILABLE",
      "upstream_timeout: 503 UNAVAILABLE",
      "upstream_malformed: 500 INTERNAL",
      "upstream_refused: 500 INTERNAL",
      "upstream_not_found: 500 INTERNAL",
      "upstream_unknown: 500 INTERNAL",
      "verification_required: 503 UNAVAILABLE",
      "generation_failed: 500 INTERNAL",
      "media_unavailable: 500 INTERNAL",
      "queue_full: 429 RESOURCE_EXHAUSTED",
      "queue_timeout: 503 UNAVAILABLE",
      "no_token_available: 503 UNAVAILABLE",
      "region_refused: 503 UNAVAILABLE",
      "proxy_failed: 500 INTERNAL",
      "shutting_down: 503 UNAVAILABLE",
      "internal_error: 500 INTERNAL",
    ]
  `);
});

test('the table in docs/gemini.md is this one', () => {
  const docs = readFileSync(new URL('../../docs/gemini.md', import.meta.url), 'utf8');
  const rows = [...docs.matchAll(/^\| (\d{3}) \| `(\w+)` \| (.+) \|$/gm)];
  const documented = rows.flatMap(([, status, word, listed = '']) =>
    [...listed.matchAll(/`(\w+)`/g)].map(([, code]) => `${code} ${status} ${word}`),
  );
  expect(documented.sort()).toEqual(
    codes()
      .map((code) => `${code} ${GEMINI_ERROR[code].code} ${GEMINI_ERROR[code].status}`)
      .sort(),
  );
});

test('whether and when a request may be repeated is the same on both wires', () => {
  for (const code of codes()) {
    for (const options of [{}, { outcome: 'unknown' }, { retryAfterMs: 2_500 }] as const) {
      const error = new ServiceError(code, 'm', options);
      const { 'www-authenticate': _, ...headers } = presentError(error).headers;
      expect(presentGeminiError(error).headers, code).toEqual(headers);
    }
  }
});

test('a bad key has the reason that apps look for, another failure our code', () => {
  const detail = (code: ErrorCode) => presentGeminiError(new ServiceError(code, 'm')).body.error.details[0];
  const type = 'type.googleapis.com/google.rpc.ErrorInfo';
  expect(detail('invalid_api_key')).toEqual({ '@type': type, reason: 'API_KEY_INVALID', domain: 'googleapis.com' });
  expect(detail('queue_full')).toEqual({ '@type': type, reason: 'QUEUE_FULL', domain: 'flow2api' });
});

test('the field that is wrong and the waiting time are details as well', () => {
  const wrong = new ServiceError('invalid_value', 'It is not valid.', { param: 'contents[0]' });
  expect(presentGeminiError(wrong).body.error.details[1]).toEqual({
    '@type': 'type.googleapis.com/google.rpc.BadRequest',
    fieldViolations: [{ field: 'contents[0]', description: 'It is not valid.' }],
  });
  const full = presentGeminiError(new ServiceError('queue_full', 'm', { retryAfterMs: 2_001 }));
  expect(full.headers['retry-after']).toBe('3');
  expect(full.body.error.details[1]).toEqual({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' });
});

test('nothing of the cause is shown', () => {
  const error = new ServiceError('upstream_refused', 'm', {
    cause: new Error('secret-cookie'),
    reason: 'PUBLIC_ERROR_X',
  });
  expect(JSON.stringify(presentGeminiError(error))).not.toMatch(/secret-cookie|PUBLIC_ERROR_X/);
});
