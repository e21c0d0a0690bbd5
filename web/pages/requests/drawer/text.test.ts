import { expect, test } from 'vitest';
import { curlOf } from './curl.ts';
import type { DetailJob, DetailRequest } from './detail.ts';
import { attemptSpans } from './detail.ts';
import { reportOf } from './report.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const request = {
  ...{ id: 1, requestId: 'req_1', at: NOON, method: 'POST', route: '/v1/images/generations', status: 200 },
  ...{ durationMs: 900, apiKeyId: 'k', apiKeyName: 'studio key', generationId: 'gen_1', tokenId: 7, callerLeft: false },
  ...{ tokenName: 'maya', model: 'gemini', kind: 'image', errorCode: null, job: null },
} as DetailRequest;
const job = {
  ...{
    id: 'gen_1',
    state: 'completed',
    kind: 'image',
    mode: 't2i',
    model: 'gemini',
    variant: 'gemini-l',
    upstream: 'flow',
  },
  ...{ modelKey: 'NANO', ratio: '16:9', seconds: null, resolution: null, inputs: [], error: null, completedAt: NOON },
  prompt: "a heron's nest",
  attempts: [
    {
      tokenId: 7,
      tokenName: 'maya',
      startedAt: NOON - 800,
      error: { code: 'token_throttled', message: '' },
      choice: null,
    },
    { tokenId: 8, tokenName: 'lin', startedAt: NOON - 500, error: null, choice: null },
  ],
} as unknown as DetailJob;
const steps = [{ seq: 1, state: 'retrieving', at: NOON - 100 }] as Parameters<typeof attemptSpans>[1];

test('a command has the body that was kept, or the least that asks for the same, and never a key', () => {
  const least = curlOf(request, job, null, 'https://gateway.example');
  expect(least).toContain(`curl -X POST 'https://gateway.example/v1/images/generations'`);
  expect(least).toContain('Bearer $FLOW2API_KEY');
  expect(least).toContain(String.raw`"prompt":"a heron'\''s nest"`);
  expect(curlOf(request, job, '{"n":2}', 'x')).toContain(`-d '{"n":2}'`);
  expect(curlOf({ ...request, method: 'GET', route: '/v1/jobs/:id' }, job, null, 'x')).toBe(
    `curl 'x/v1/jobs/gen_1' \\\n  -H "Authorization: Bearer $FLOW2API_KEY"`,
  );
});

test('a report says what happened and names nobody', () => {
  const report = reportOf({ request, job, steps, version: '1.2.3' });
  for (const said of ['req_1', '-> 200 after 900 ms', 'attempt 1: token 7', 'token_throttled', 'step retrieving']) {
    expect(report).toContain(said);
  }
  for (const hidden of ['heron', 'maya', 'lin', 'studio key']) expect(report).not.toContain(hidden);
});

test('an attempt has the job until the next one, and the last until the result is fetched', () => {
  expect(attemptSpans(job, steps).map(({ from, to }) => [from, to])).toEqual([
    [NOON - 800, NOON - 500],
    [NOON - 500, NOON - 100],
  ]);
});
