import type { JobView } from '../../schema/generation.ts';
import { type AnswerBody, answerWhole } from '../answer-whole.ts';
import { markUpstream } from '../chat/answer.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { type Made, openMade } from '../images/made.ts';
import { finished } from '../outcome.ts';
import { presentResponse } from '../presenters/response.ts';
import type { ShimContext } from '../state.ts';
import { factsOf } from './facts.ts';

export interface ResponseAnswer {
  job: JobView;
  watch: ShimDeps['generations']['watch'];
  images: ShimDeps['images'];
  settings: ShimSettings;
  publicUrl: string;
  /** Aborts when the caller leaves, which ends the waiting and nothing else. */
  signal: AbortSignal;
}

/** Waits for the job and answers in one piece. @throws ServiceError what it failed of, while the status is still open */
export async function answerResponse(ctx: ShimContext, answer: ResponseAnswer): Promise<void> {
  const { watch } = answer;
  await answerWhole(ctx, answer, async () => {
    const onChange = (now: JobView) => markUpstream(ctx, now);
    return bodyOf(await finished(answer.job, { watch, signal: answer.signal, onChange }), answer);
  });
}

/** Answers with the job as it stands: with its picture when it is done, with its failure when it failed. */
export async function answerAsItStands(ctx: ShimContext, answer: ResponseAnswer): Promise<void> {
  markUpstream(ctx, answer.job);
  await answerWhole(ctx, answer, () => bodyOf(answer.job, answer));
}

async function bodyOf(job: JobView, answer: ResponseAnswer): Promise<AnswerBody> {
  answer.signal.throwIfAborted();
  const made = job.state === 'completed' ? await openPicture(job, answer) : null;
  return { value: presentResponse(job, made), [Symbol.dispose]: () => made?.[Symbol.dispose]() };
}

/** @throws ServiceError `media_unavailable` when it is no longer kept */
export function openPicture(job: JobView, { images, publicUrl, signal }: ResponseAnswer): Promise<Made> {
  const { output } = factsOf(job);
  return openMade(job, { images, publicUrl, output, delivery: 'b64_json', signal });
}
