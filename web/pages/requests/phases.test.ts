import { expect, test } from 'vitest';
import { phasesOf } from './phases.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const job = { isOrigin: true, attempts: 2, results: 1, result: null };

test('a request that waits for its job is divided at the moments of the job', () => {
  const times = { createdAt: NOON + 10, sentAt: NOON + 200, savedFrom: NOON + 9_000, completedAt: NOON + 9_900 };
  expect(phasesOf({ at: NOON + 10_000, durationMs: 10_000, job: { ...job, ...times } })).toEqual([
    { name: 'wait', ms: 200 },
    { name: 'upstream', ms: 8_800 },
    { name: 'save', ms: 900 },
    { name: 'other', ms: 100 },
  ]);
});

test('one that asks while its job is under way has its part in it alone', () => {
  const times = { createdAt: NOON - 9_000, sentAt: NOON - 8_000, savedFrom: null, completedAt: NOON + 60_000 };
  expect(phasesOf({ at: NOON, durationMs: 40, job: { ...job, ...times } })).toEqual([{ name: 'upstream', ms: 40 }]);
});

test('one whose job was never sent has waited, and one without a job was busy by itself', () => {
  const times = { createdAt: NOON, sentAt: null, savedFrom: null, completedAt: NOON + 500 };
  expect(phasesOf({ at: NOON + 500, durationMs: 500, job: { ...job, ...times } })).toEqual([{ name: 'wait', ms: 500 }]);
  expect(phasesOf({ at: NOON, durationMs: 3, job: null })).toEqual([{ name: 'other', ms: 3 }]);
});
