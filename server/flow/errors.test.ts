import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../schema/errors.ts';
import { parseRetryAfter, readLateRefusal } from './error-bodies.ts';
import { ERROR_TABLE, type Refusal } from './error-table.ts';
import { FrontEndPage, refusalError, rowFor } from './errors.ts';
import { CALLER, clientFor, NOW } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { REFUSAL_CASES, type RefusalCase } from './testing/refusal-cases.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

function bodyOf({ status, reason, message, details, page }: RefusalCase): unknown {
  if (page !== undefined) return page;
  const info = reason === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }];
  return {
    error: { code: status, message: message ?? 'Their words.', status: 'X', details: [...info, ...(details ?? [])] },
  };
}

const submit = {
  operation: 'text',
  modelKey: 'veo_3_1_t2v_lite',
  prompt: 'a secret prompt',
  aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
  seed: 1,
  references: [],
} as const;

describe('a refused submit', () => {
  test.each(REFUSAL_CASES)('HTTP $status $reason $page → $code, $outcome', async (one) => {
    await using server = await startScriptedServer(() => ({
      status: one.status,
      headers: one.headers ?? {},
      body: bodyOf(one),
    }));
    await using flow = clientFor(server.origin);
    const error = await failureOf(flow.startVideo(CALLER, submit));
    expect({ code: error.code, outcome: error.outcome, status: error.upstreamStatus }).toEqual({
      code: one.code,
      outcome: one.outcome,
      status: one.status,
    });
    expect(error.message).not.toMatch(/Their words|secret|ya29|undefined|\{|quoted/);
    expect(server.seen).toHaveLength(1);
  });

  test('names the fields that the upstream objects to, and nothing else of its text', async () => {
    const one = REFUSAL_CASES.find(({ details }) => details) as RefusalCase;
    await using server = await startScriptedServer(() => ({ status: 400, body: bodyOf(one) }));
    await using flow = clientFor(server.origin);
    const error = await failureOf(flow.startVideo(CALLER, submit));
    expect(error.message).toContain('(requests[0].seed)');
  });

  test('carries the reason by its full name and says it in plain words', async () => {
    await using server = await startScriptedServer(() => ({
      status: 400,
      body: { error: { code: 400, details: [{ reason: 'PUBLIC_ERROR_MINOR_UPLOAD' }] } },
    }));
    await using flow = clientFor(server.origin);
    const error = await failureOf(flow.startVideo(CALLER, submit));
    expect(error.reason).toBe('PUBLIC_ERROR_MINOR_UPLOAD');
    expect(error.message).toContain('it seems to show a child');
  });

  test.each([
    ['7', 7_000],
    ['Wed, 01 Jul 2026 10:02:00 GMT', 120_000],
  ])('waits as long as Retry-After says: %s', async (header, waitMs) => {
    await using server = await startScriptedServer(() => ({
      status: 429,
      headers: { 'retry-after': header },
      body: { error: { code: 429 } },
    }));
    await using flow = clientFor(server.origin);
    expect((await failureOf(flow.credits('ya29.invented'))).retryAfterMs).toBe(waitMs);
  });

  test('is understood when the body is wrapped into a list', async () => {
    await using server = await startScriptedServer(() => ({
      status: 429,
      body: [{ error: { code: 429, details: [{ reason: 'PUBLIC_ERROR_USER_QUOTA_REACHED' }] } }],
    }));
    await using flow = clientFor(server.origin);
    expect((await failureOf(flow.startVideo(CALLER, submit))).code).toBe('token_out_of_credits');
  });
});

describe('a generation that fails later', () => {
  const LATER: [string, Parameters<typeof readLateRefusal>, ErrorCode][] = [
    [
      'content refused, by a known name',
      [{ code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' }, null],
      'content_rejected',
    ],
    [
      'content refused, by a known name',
      [{ code: 13, message: 'PUBLIC_ERROR_AUDIO_FILTERED' }, null],
      'content_rejected',
    ],
    ['content refused, by a name not known yet', [{ code: 3, message: 'PUBLIC_ERROR_NEW' }, null], 'content_rejected'],
    ['content refused, by a known name', [null, 'IP_PROHIBITED'], 'content_rejected'],
    ['content filtered out after the work', [{ code: 3 }, 'FILTERED'], 'content_rejected'],
    [
      'vague failure of a generation',
      [{ code: 3, message: 'PUBLIC_ERROR_SOMETHING_WENT_WRONG' }, null],
      'generation_failed',
    ],
    ['generation failed without a reason', [{ code: 13, message: 'Internal error.' }, null], 'generation_failed'],
    ['generation failed without a reason', [{ code: 99 }, null], 'generation_failed'],
    ['generation failed without a reason', [null, null], 'generation_failed'],
    [
      'generation timed out upstream',
      [{ code: 4, message: 'PUBLIC_ERROR_VIDEO_GENERATION_TIMED_OUT' }, null],
      'generation_failed',
    ],
    ['exhausted without a known reason', [{ code: 8 }, null], 'token_throttled'],
    ['out of credits', [{ code: 8, message: 'PUBLIC_ERROR_USER_QUOTA_REACHED' }, null], 'token_out_of_credits'],
    ['upstream down', [{ code: 14 }, null], 'upstream_unavailable'],
    ['no permission', [{ code: 7 }, null], 'token_model_denied'],
  ];

  test.each(LATER)('%s: %j', (row, told, code) => {
    const refusal = readLateRefusal(...told);
    expect(rowFor(refusal).name).toBe(row);
    expect(refusalError(refusal)).toMatchObject({ code, outcome: 'refused', upstreamStatus: undefined });
  });
});

describe('a refused cookie call', () => {
  const trpc = (httpStatus: number, code: string) => ({
    error: { json: { message: code, code: -32001, data: { code, httpStatus, path: 'project.createProject' } } },
  });

  test.each<[string, number, unknown, ErrorCode]>([
    ['cookie refused', 401, trpc(401, 'UNAUTHORIZED'), 'token_unauthorized'],
    ['shut out', 403, trpc(403, 'FORBIDDEN'), 'upstream_refused'],
    ['not found', 404, trpc(404, 'NOT_FOUND'), 'upstream_not_found'],
    ['bad input', 400, trpc(400, 'BAD_REQUEST'), 'upstream_refused'],
    ['too many', 429, trpc(429, 'TOO_MANY_REQUESTS'), 'upstream_unavailable'],
    ['too many, as a page', 429, '<html>', 'upstream_unavailable'],
    ['down', 500, trpc(500, 'INTERNAL_SERVER_ERROR'), 'upstream_unavailable'],
    ['down, as a page', 502, '<html>', 'upstream_unavailable'],
    [
      'an error inside 200',
      200,
      { result: { data: { json: { result: null, status: 404, statusText: 'x' } } } },
      'upstream_not_found',
    ],
    ['a tRPC error with 200', 200, trpc(401, 'UNAUTHORIZED'), 'token_unauthorized'],
    ['a sign-in page', 200, '<html>', 'upstream_malformed'],
    ['another JSON', 200, { hello: 1 }, 'upstream_malformed'],
  ])('%s (HTTP %i) → %4$s', async (_, status, body, code) => {
    await using server = await startScriptedServer(() => ({ status, body }));
    await using flow = clientFor(server.origin);
    expect((await failureOf(flow.createProject('eyJ.invented', 'Jul 01'))).code).toBe(code);
  });
});

test('every row of the table is reached by a case', () => {
  const forms: Refusal['form'][] = ['api', 'labs', 'page', 'later'];
  const reached = new Set<string>(REFUSAL_CASES.map(({ row }) => row));
  for (const form of forms) {
    for (const reason of [null, 'PUBLIC_ERROR_SOMETHING_WENT_WRONG', 'FILTERED']) {
      for (const status of [null, 200, 400, 401, 403, 404, 429, 500, 504]) {
        reached.add(rowFor({ status, reason, message: '', fields: [], retryAfterMs: null, form }).name);
      }
    }
  }
  expect(ERROR_TABLE.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
});

test.each(REFUSAL_CASES)('the case "$row" ($status $reason) is decided by that row', (one) => {
  const form = one.page === undefined ? 'api' : 'page';
  const refusal: Refusal = {
    status: one.status,
    reason: one.reason ?? null,
    message: one.message ?? '',
    fields: [],
    retryAfterMs: null,
    form,
  };
  expect(rowFor(refusal).name).toBe(one.row);
});

test('Retry-After is read as seconds or as a date, and ignored when it is neither or past', () => {
  expect(parseRetryAfter('3', NOW)).toBe(3_000);
  expect(parseRetryAfter(new Date(NOW + 5_000).toUTCString(), NOW)).toBe(5_000);
  expect(parseRetryAfter(new Date(NOW - 5_000).toUTCString(), NOW)).toBeNull();
  expect(parseRetryAfter('soon', NOW)).toBeNull();
  expect(parseRetryAfter('0', NOW)).toBeNull();
  expect(parseRetryAfter(undefined, NOW)).toBeNull();
});

test('the description of the wire shows the whole table, in its order, with its codes', () => {
  const text = readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8');
  const rows = text
    .slice(text.indexOf('### 12.1'), text.indexOf('### 12.2'))
    .split('\n')
    .map((line) => line.match(/^\| ([^|]+) \| .* \| `(\w+)`[^|]*\|$/))
    .flatMap((match) => (match === null ? [] : [[match[1], match[2]]]));
  expect(rows).toEqual(ERROR_TABLE.map(({ name, code }) => [name, code]));
});

test.each(['99999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
  'of a Retry-After that asks for years (%s) no more than a day is believed',
  (header) => {
    expect(parseRetryAfter(header, NOW)).toBe(24 * 3_600_000);
  },
);

test.each([
  ['a page', '<html></html>', true],
  ['the service', { error: { code: 400, message: 'no' } }, false],
])('a 400 of %s is told apart by its cause', async (_, body, isPage) => {
  await using server = await startScriptedServer(() => ({ status: 400, body }));
  await using flow = clientFor(server.origin);
  const error = await failureOf(flow.credits('ya29.invented'));
  expect([error.code, error.cause instanceof FrontEndPage]).toEqual(['upstream_refused', isPage]);
});
