import { expect, test } from 'vitest';
import { logRequest } from './request-line.ts';

function levelOf(request: { status: number; errorCode?: string; cause?: unknown }): string {
  const levels: string[] = [];
  const log = { debug: () => levels.push('debug'), error: () => levels.push('error') };
  logRequest(log as never, { errorCode: null, cause: null, jobId: null, ...request });
  return levels.join();
}

test.each([
  ['an answer', { status: 200 }, 'debug'],
  ['a 503 that is an answer, as of /ready', { status: 503 }, 'debug'],
  ['a failure of the caller', { status: 404, errorCode: 'not_found', cause: new Error('x') }, 'debug'],
  ['a failure of ours', { status: 503, errorCode: 'upstream_unavailable', cause: new Error('x') }, 'error'],
  ['something thrown that nobody named', { status: 500, cause: new Error('x') }, 'error'],
])('%s is logged once, at its level', (_name, request, level) => {
  expect(levelOf(request)).toBe(level);
});

test('the line of a failure has its cause and its job', () => {
  const lines: object[] = [];
  const cause = new Error('x');
  const log = { debug: () => undefined, error: (line: object) => lines.push(line) };
  logRequest(log as never, { status: 500, errorCode: 'internal_error', jobId: 'job_1', cause });
  expect(lines).toEqual([{ status: 500, errorCode: 'internal_error', jobId: 'job_1', err: cause }]);
});
