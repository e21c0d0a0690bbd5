import { expect } from 'vitest';
import type { ErrorCode } from '../../../schema/errors.ts';
import { OPENAI_ERROR } from '../../../shim/presenters/error.ts';
import { mayMoveOn, provesRefusal } from './cells.ts';
import type { Observation, Run, Standing } from './observation.ts';

/** What SDKs repeat by themselves unless they are told otherwise. */
const REPEATED = (status: number): boolean => status === 408 || status === 409 || status === 429 || status >= 500;
const AS_BEFORE: Standing = { status: 'active', faults: 0, rest: null, limits: [] };

/** What holds for every cell, whatever its contents are. */
export function expectSound(run: Run, seen: Observation): void {
  expectStruck(run, seen);
  expectHonest(seen);
  expectPaidOnce(run, seen);
  expectKept(run, seen);
  expectBlame(run, seen);
  if (run.row.harmless) expect({ status: seen.status, notice: seen.job.notice }).toEqual({ status: 200, notice: null });
  expect(seen.leases, 'slots that are still held').toBe(0);
}

function expectStruck({ row, withOther, call }: Run, { struckCalls, paidCalls }: Observation): void {
  if (row.strike.does !== 'account') expect(struckCalls, 'calls that were struck').toBeGreaterThan(0);
  if (!withOther || !mayMoveOn(call)) expect(paidCalls.other).toBe(0);
}

/** A failure has its own status and code, and SDKs are invited to repeat only what left nothing behind. */
function expectHonest({ status, code, retryAfter, final, job, videosStarted }: Observation): void {
  if (status === 200) {
    expect(job).toMatchObject({ state: 'completed', code: null, results: 1 });
    return;
  }
  expect(job.state).toMatch(/^(failed|submit_unknown)$/);
  expect(job.code).not.toBe('internal_error');
  const { status: wanted, code: name } = OPENAI_ERROR[job.code as ErrorCode];
  expect({ status, code }).toEqual({ status: wanted, code: name });
  if (!REPEATED(status) || final) return;
  expect({ state: job.state, videosStarted }, 'what a repeated request would pay for again').toEqual({
    state: 'failed',
    videosStarted: 0,
  });
  if (status === 429 || status === 503) expect(retryAfter, 'Retry-After').toBeGreaterThanOrEqual(1);
}

/** Only what the upstream has refused for certain is sent again. */
function expectPaidOnce({ call, row }: Run, { paidCalls, videosStarted }: Observation): void {
  const enlarges = call.id === 'upsample-image' || call.id === 'upsample-video';
  const steps = enlarges ? 2 : 1;
  expect(videosStarted, 'videos that were paid for').toBeLessThanOrEqual(steps);
  const isPaidCall = call.phase === 'submit' || enlarges;
  if (isPaidCall && provesRefusal(row)) return;
  expect(paidCalls.account + paidCalls.other, 'calls that may have been paid for').toBeLessThanOrEqual(steps);
}

/** What was taken and paid for is brought home. */
function expectKept({ call, row }: Run, { job }: Observation): void {
  if (row.endsWork) return;
  if (call.phase === 'after' || call.phase === 'beside') expect(job).toMatchObject({ state: 'completed', results: 1 });
}

/** Only faults of an account are held against it, never so that one job puts it out for good, and never against another. */
function expectBlame({ row }: Run, { account, other }: Observation): void {
  expect(account.status).not.toBe('disabled');
  if (row.blames === undefined) expect(account).toEqual(AS_BEFORE);
  if (other !== null && row.blames !== 'way-out') expect(other).toEqual(AS_BEFORE);
}
