import { TRPCClientError } from '@trpc/client';
import { expect, test, vi } from 'vitest';
import { trpc } from './client.ts';
import { failureOf, isSignedOut } from './errors.ts';

const refused = (data: object, message = 'There is no token 7.') =>
  TRPCClientError.from({ error: { code: -32_004, message, data } } as never);

test('a refusal keeps the words, the request and the field of the server', () => {
  const cause = refused({ code: 'not_found', requestId: 'req_1', field: 'id', retryAfterMs: null, current: null });
  expect(failureOf(cause)).toEqual({
    code: 'not_found',
    message: 'There is no token 7.',
    requestId: 'req_1',
    field: 'id',
    retryAfterMs: null,
    current: null,
  });
});

test('a mistake of the server is told without its words', () => {
  expect(failureOf(refused({ code: 'internal_error', requestId: 'req_2' }, 'x')).message).toContain('Its log');
});

test('no answer is not taken for a refusal', () => {
  expect(failureOf(TRPCClientError.from(new TypeError('Failed to fetch'))).code).toBe('unreachable');
});

test('an answer of something else, as of a proxy, is told with its status', async () => {
  const page = new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } });
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(page);
  const failure = failureOf(await trpc.viewer.query().catch((cause: unknown) => cause));
  expect(failure.code).toBe('unreachable');
  expect(failure.message).toContain('502');
});

test('anything else is a mistake of the console', () => {
  expect(failureOf(new Error('x')).code).toBe('broken');
});

test('a session that is over is told from other refusals', () => {
  expect(isSignedOut(refused({ code: 'signed_out' }))).toBe(true);
  expect(isSignedOut(refused({ code: 'scope_missing' }))).toBe(false);
});
