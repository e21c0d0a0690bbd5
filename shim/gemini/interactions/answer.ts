import { ServiceError } from '../../../schema/errors.ts';
import { isEnded, type JobView } from '../../../schema/generation.ts';
import { type AnswerBody, answerWhole } from '../../answer-whole.ts';
import { CallerLeft } from '../../caller-gone.ts';
import { markUpstream } from '../../chat/answer.ts';
import type { ShimDeps, ShimSettings } from '../../deps.ts';
import { noteFailure } from '../../middleware/present-errors.ts';
import { failureOf, finished } from '../../outcome.ts';
import { presentRetry } from '../../presenters/error.ts';
import type { ShimContext } from '../../state.ts';
import { openContent } from './content.ts';
import { NO_RESULT, presentInteraction } from './present-interaction.ts';

export interface InteractionAnswer {
  job: JobView;
  watch: ShimDeps['generations']['watch'];
  images: ShimDeps['images'];
  settings: ShimSettings;
  publicUrl: string;
  /** Whether the pictures of the request are to be shown. */
  includeInput: boolean;
  /** Aborts when the caller leaves, which ends the waiting and nothing else. */
  signal: AbortSignal;
}

/**
 * Waits for the job and answers in one piece. Google's SDK repeats a create that failed as HTTP up to four times, whatever a
 * header says, so that a failure is told in the interaction unless a second try makes sense and costs nothing.
 * @throws ServiceError such a failure, while the status is still open
 */
export async function answerInteraction(ctx: ShimContext, answer: InteractionAnswer): Promise<void> {
  let last = answer.job;
  const onChange = (now: JobView) => {
    last = now;
    markUpstream(ctx, now);
  };
  const presentLate = (failure: ServiceError) => presentInteraction(last, { parts: [], failure });
  await answerWhole(ctx, { ...answer, presentLate }, async () => {
    try {
      last = await finished(answer.job, { watch: answer.watch, signal: answer.signal, onChange });
    } catch (cause) {
      const error = ServiceError.from(cause);
      if (isWorthAnotherTry(error)) throw cause;
      return isEnded(last.state) ? failed(ctx, last, error) : plain(presentInteraction(last, NO_RESULT));
    }
    return bodyOf(ctx, last, answer).catch((cause: unknown) => {
      if (cause instanceof CallerLeft) throw cause;
      return failed(ctx, last, ServiceError.from(cause)); // it has been paid for
    });
  });
}

/** Answers with the interaction as it stands: with its result when it is done, with its failure when it failed. */
export async function answerAsItStands(ctx: ShimContext, answer: InteractionAnswer): Promise<void> {
  markUpstream(ctx, answer.job);
  await answerWhole(ctx, answer, () => bodyOf(ctx, answer.job, answer));
}

async function bodyOf(ctx: ShimContext, job: JobView, answer: InteractionAnswer): Promise<AnswerBody> {
  answer.signal.throwIfAborted();
  const inputAt = answer.includeInput ? answer.publicUrl : null;
  if (!isEnded(job.state)) return plain(presentInteraction(job, NO_RESULT, inputAt));
  const failure = failureOf(job);
  if (failure !== null) return plain(presentInteraction(job, { parts: [], failure }, inputAt));
  try {
    const content = await openContent(job, answer);
    const value = presentInteraction(job, { parts: content.parts, failure: null }, inputAt);
    return { value, [Symbol.dispose]: content[Symbol.dispose] };
  } catch (cause) {
    if (!(cause instanceof ServiceError)) throw cause;
    return failed(ctx, job, cause, inputAt);
  }
}

function failed(ctx: ShimContext, job: JobView, failure: ServiceError, inputAt: string | null = null): AnswerBody {
  noteFailure(ctx, failure);
  return plain(presentInteraction(job, { parts: [], failure }, inputAt));
}

function plain(value: object): AnswerBody {
  return { value, [Symbol.dispose]: () => undefined };
}

function isWorthAnotherTry(error: ServiceError): boolean {
  return presentRetry(error).headers['x-should-retry'] === undefined;
}
