import type { Outputs } from '../../../api/types.ts';

export type Detail = Outputs['requests']['get'];
export type DetailRequest = NonNullable<Detail['request']>;
/** The job as operators see it, with names and links. */
export type DetailJob = Outputs['jobs']['get']['job'];
export type DetailAttempt = DetailJob['attempts'][number];
export type DetailStep = Detail['steps'][number];

/** A stretch of time of an attempt; Unix milliseconds, `to` is null while it goes on. */
export interface AttemptSpan {
  attempt: DetailAttempt;
  from: number;
  to: number | null;
}

/** From when to when each attempt had the job: until the next one, until the result was fetched, or until the end. */
export function attemptSpans(job: DetailJob, steps: readonly DetailStep[]): AttemptSpan[] {
  const saved = steps.findLast(({ state }) => state === 'retrieving')?.at ?? null;
  return job.attempts.map((attempt, index) => {
    const next = job.attempts[index + 1]?.startedAt;
    return { attempt, from: attempt.startedAt, to: next ?? saved ?? job.completedAt };
  });
}

/** The name of the token of an attempt. */
export const attemptToken = ({ tokenName, tokenId }: DetailAttempt, numbered: (id: number) => string): string =>
  tokenName ?? numbered(tokenId);
