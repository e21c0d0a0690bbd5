import type { Attempt, Generation } from '../../schema/entities/generation.ts';
import type { Choice, JobView } from '../../schema/generation.ts';

/** One try of a job with one token, and why it was this one. */
export interface JobAttempt extends Omit<Attempt, 'choice'> {
  choice: Choice | null;
}

/** A job as operators see it: what its caller sees, and what it came to inside. */
export interface OperatorJob extends JobView {
  tokenId: number | null;
  /** The one token that it may run on; null for any. */
  boundTo: number | null;
  /** The upstream's name of the model. */
  modelKey: string | null;
  requestId: string;
  seed: number;
  /** What it has cost, or is set aside for it. */
  credits: number;
  step: Generation['step'];
  attempts: readonly JobAttempt[];
  deadlineAt: number | null;
  updatedAt: number;
  /** What an operator can do with it now. */
  actions: { cancel: boolean; retry: boolean; deliver: boolean; resolve: boolean };
}

export function toOperatorJob(row: Generation, view: JobView): OperatorJob {
  const hasEnded = row.state === 'completed' || row.state === 'failed' || row.state === 'cancelled';
  return {
    ...view,
    tokenId: row.tokenId,
    boundTo: row.request.tokenId ?? null,
    modelKey: row.modelKey,
    requestId: row.requestId,
    seed: row.request.seed,
    credits: row.credits,
    step: row.step,
    attempts: (row.attempts ?? []).map(({ choice, ...attempt }) => ({ ...attempt, choice: choice ?? null })),
    deadlineAt: row.deadlineAt,
    updatedAt: row.updatedAt,
    actions: {
      cancel: row.state === 'queued',
      retry: hasEnded,
      deliver: (row.state === 'completed' || row.state === 'failed') && hasResult(row),
      resolve: row.state === 'submit_unknown',
    },
  };
}

/** Whether the upstream is known to have made something that may still be had. */
export function hasResult({ work }: Generation): boolean {
  const place = work?.media ?? null;
  return place !== null && (place.url !== null || place.mediaId !== null || place.inlineFile !== null);
}
