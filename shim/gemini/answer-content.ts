import type { JobView } from '../../schema/generation.ts';
import { type AnswerBody, answerWhole } from '../answer-whole.ts';
import type { ShimSettings } from '../deps.ts';
import { closing } from '../images/deliver.ts';
import type { Made } from '../images/made.ts';
import { noteFailure } from '../middleware/present-errors.ts';
import type { ShimContext } from '../state.ts';
import type { ChunkStream } from './chunk-stream.ts';
import { isRefusal, type Outcome, outcomesAsTheyCome, outcomesOf, worstOf } from './outcomes.ts';
import {
  type Candidate,
  presentBlocked,
  presentContent,
  presentHeldError,
  presentLateError,
  presentMade,
  presentUnmade,
} from './present-content.ts';
import { type Speech, wordsOf } from './speech.ts';

/** Content that is being made, on its way to an answer. */
export interface ContentAnswer {
  /** As they stood when they were made. */
  jobs: readonly JobView[];
  /** One for each job, see `deliverAll`. */
  making: readonly Promise<Made>[];
  speech: Speech;
  settings: ShimSettings;
  /** Aborts when the caller leaves, which ends the waiting and nothing else. */
  signal: AbortSignal;
}

/**
 * Answers in one piece. A failure among successes is a candidate without content and withholds nothing; that all content was
 * refused is an answer.
 * @throws ServiceError the first failure when nothing was made, while the status is still open
 */
export async function answerContent(ctx: ShimContext, answer: ContentAnswer): Promise<void> {
  const { settings, signal } = answer;
  await answerWhole(ctx, { settings, signal, presentLate: presentHeldError }, () => wholeOf(ctx, answer));
}

async function wholeOf(ctx: ShimContext, { jobs, making, speech, signal }: ContentAnswer): Promise<AnswerBody> {
  const outcomes = await outcomesOf(making);
  signal.throwIfAborted();
  const candidates = outcomes.map((outcome) => candidateOf(outcome, speech));
  const made = outcomes.flatMap((outcome) => ('made' in outcome ? [outcome.made.job] : []));
  if (made.length > 0) return { value: presentContent(made, candidates), ...closing(making) };
  const worst = worstOf(outcomes);
  if (!isRefusal(worst)) throw worst;
  noteFailure(ctx, worst);
  return { value: presentBlocked(jobs, candidates), ...closing(making) };
}

/**
 * Answers in chunks, each result when it is there, and ends the stream. What could not be made is told last.
 * @param stream already begun, and closed by whoever did
 */
export async function streamContent(ctx: ShimContext, stream: ChunkStream, answer: ContentAnswer): Promise<void> {
  const { jobs, making, speech, signal } = answer;
  using _unwritten = closing(making);
  const made: JobView[] = [];
  const unmade: Outcome[] = [];
  for await (const outcome of outcomesAsTheyCome(making)) {
    if ('error' in outcome) {
      unmade.push(outcome);
      continue;
    }
    made.push(outcome.made.job);
    await stream.send(presentContent(made, [candidateOf(outcome, speech)]));
  }
  if (signal.aborted) return;
  if (unmade.length > 0) await stream.send(lastChunk(ctx, { jobs, made, unmade, speech }));
  await stream.end();
}

interface Rest extends Pick<ContentAnswer, 'jobs' | 'speech'> {
  made: readonly JobView[];
  unmade: readonly Outcome[];
}

function lastChunk(ctx: ShimContext, { jobs, made, unmade, speech }: Rest): object {
  const candidates = unmade.map((outcome) => candidateOf(outcome, speech));
  if (made.length > 0) return presentContent(made, candidates);
  const worst = noteFailure(ctx, worstOf(unmade));
  return isRefusal(worst) ? presentBlocked(jobs, candidates) : presentLateError(worst);
}

function candidateOf(outcome: Outcome, speech: Speech): Candidate {
  if ('error' in outcome) return presentUnmade(outcome.index, outcome.error);
  return presentMade(outcome.index, wordsOf(outcome.made, speech), outcome.made.pictures);
}
