import { expect, test } from 'vitest';
import { stepsOf } from './steps.ts';

const job = (over: Partial<Parameters<typeof stepsOf>[0]> = {}) => ({
  ...{ state: 'completed' as const, createdAt: 1_000, attempts: [], inputs: [], step: 'generate' as const },
  ...{ tokenId: 1, tokenName: 'studio-03', ...over },
});
const log = (...steps: [state: Parameters<typeof stepsOf>[1][number]['state'], at: number][]) =>
  steps.map(([state, at], seq) => ({ seq, state, at }));
const attempt = (startedAt: number) => ({ tokenId: 1, tokenName: 'studio-03', startedAt, error: null, choice: null });
const told = (steps: ReturnType<typeof stepsOf>) => steps.map(({ id, state, ms }) => `${id} ${state} ${ms}`);

test('a finished job tells how long it waited, was made and was saved', () => {
  const steps = stepsOf(
    job(),
    log(['queued', 1_000], ['submitting', 1_200], ['running', 1_300], ['retrieving', 9_200], ['completed', 9_700]),
    99_000,
  );
  expect(told(steps)).toEqual(['queued done 200', 'token done null', 'generated done 8000', 'saved done 500']);
  expect(steps[1]?.note).toBe('studio-03');
});

test('pictures are uploaded between the token and the sending, and enlarging is a part of its own', () => {
  const inputs = [{} as never];
  const way = log(['queued', 1_000], ['submitting', 3_000], ['submitting', 5_000], ['retrieving', 8_000]);
  expect(told(stepsOf(job({ state: 'retrieving', inputs, attempts: [attempt(1_500)] }), way, 8_250))).toEqual([
    'queued done 500',
    'token done null',
    'uploaded done 1500',
    'generated done 2000',
    'enlarged done 3000',
    'saved active 250',
  ]);
});

test('a refused try is left behind, and a failure stays where it happened', () => {
  const waiting = log(['queued', 1_000], ['submitting', 1_100], ['queued', 1_900]);
  expect(told(stepsOf(job({ state: 'queued', tokenId: null }), waiting, 2_500))).toEqual([
    'queued active 1500',
    'token waiting null',
    'generated waiting null',
    'saved waiting null',
  ]);
  const failed = log(['queued', 1_000], ['submitting', 1_100], ['failed', 1_400]);
  expect(told(stepsOf(job({ state: 'failed' }), failed, 9_000))).toEqual([
    'queued done 100',
    'token done null',
    'generated failed 300',
    'saved waiting null',
  ]);
});
