import type { ServiceError } from '../../schema/errors.ts';
import type { JobView } from '../../schema/generation.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import type { Made } from '../images/made.ts';
import { noteFailure } from '../middleware/present-errors.ts';
import { finished } from '../outcome.ts';
import { presentStreamError } from '../presenters/error.ts';
import { presentCall, presentResponse } from '../presenters/response.ts';
import type { ShimContext } from '../state.ts';
import { openPicture, type ResponseAnswer } from './answer.ts';
import { callIdOf } from './identity.ts';

/**
 * Answers at once with the events of the response. They are the same and equally numbered however often they are asked for, so
 * that a caller can go on after the last one seen.
 * @param after number of the last event that is not wanted; -1 for all
 */
export async function streamResponse(ctx: ShimContext, answer: ResponseAnswer, after = -1): Promise<void> {
  const { job, settings, signal } = answer;
  ctx.respond = false;
  using stream = openEventStream(ctx.res, settings);
  const events = responseEvents(stream, job, after);
  await stream.ping();
  await events.begin();
  let result: Result;
  try {
    result = await resultOf(answer, (now) => (now.startedAt === null ? undefined : events.generating()));
  } catch (cause) {
    if (signal.aborted) return;
    await events.fail(noteFailure(ctx, cause));
    return stream.end();
  }
  using _open = result;
  await events.complete(result);
  stream.end();
}

/** A finished job with its picture opened twice: the wire sends it in its item and again in the whole response. */
interface Result extends Disposable {
  job: JobView;
  item: Made;
  whole: Made;
}

async function resultOf(
  answer: ResponseAnswer,
  onChange: (job: JobView) => undefined | Promise<void>,
): Promise<Result> {
  const { watch, signal } = answer;
  const job = await finished(answer.job, { watch, signal, onChange });
  signal.throwIfAborted();
  using open = new DisposableStack();
  const item = open.use(await openPicture(job, answer));
  const whole = open.use(await openPicture(job, answer));
  const taken = open.move();
  return { job, item, whole, [Symbol.dispose]: () => taken.dispose() };
}

/** The events of one response, numbered as they are sent. */
function responseEvents(stream: EventStream, job: JobView, after: number) {
  const place = { output_index: 0, item_id: callIdOf(job) };
  let next = 0;
  let isGenerating = false;

  async function send(type: string, fields: object): Promise<void> {
    const number = next;
    next += 1;
    if (number > after) await stream.send({ type, sequence_number: number, ...fields }, type);
  }

  async function generating(): Promise<void> {
    if (isGenerating) return;
    isGenerating = true;
    await send('response.image_generation_call.generating', place);
  }

  return {
    async begin(): Promise<void> {
      const response = presentResponse({ ...job, state: 'running', completedAt: null, error: null }, null);
      await send('response.created', { response });
      await send('response.in_progress', { response });
      await send('response.output_item.added', { output_index: 0, item: presentCall(job, null) });
      await send('response.image_generation_call.in_progress', place);
    },

    generating,

    async complete({ job: ended, item, whole }: Result): Promise<void> {
      await generating();
      await send('response.image_generation_call.completed', place);
      await send('response.output_item.done', { output_index: 0, item: presentCall(ended, item) });
      await send('response.completed', { response: presentResponse(ended, whole) });
    },

    /** Two events: most SDKs raise the first one, others only know the second. */
    async fail(failure: ServiceError): Promise<void> {
      const { code, message } = failure;
      const failed = { ...job, state: 'failed' as const, error: { code, message, reason: null, retryAfterMs: null } };
      await generating();
      await send('error', presentStreamError(failure));
      await send('response.failed', { response: presentResponse(failed, null) });
    },
  };
}
