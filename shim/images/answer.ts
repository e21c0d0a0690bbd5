import { ServiceError } from '../../schema/errors.ts';
import { type AnswerBody, answerWhole } from '../answer-whole.ts';
import { asTheySettle } from '../as-they-settle.ts';
import type { ShimSettings } from '../deps.ts';
import { openEventStream } from '../event-stream.ts';
import { noteFailure } from '../middleware/present-errors.ts';
import { presentStreamError } from '../presenters/error.ts';
import { type ImageEvents, presentImageEvent, presentImages, presentShortfall } from '../presenters/images.ts';
import type { ShimContext } from '../state.ts';
import { closing } from './deliver.ts';
import type { Made } from './made.ts';
import type { Order } from './order.ts';
import { shortcomingsOf } from './shortcomings.ts';

/** Pictures that are being made, on their way to an answer. */
export interface ImageAnswer {
  order: Order;
  /** One for each job, see `deliverAll`. */
  making: readonly Promise<Made>[];
  settings: ShimSettings;
  /** Aborts when the caller leaves, which ends the waiting and nothing else. */
  signal: AbortSignal;
}

/**
 * Answers in one piece. A failure among successes is told in words and withholds nothing.
 * @throws ServiceError the first failure when nothing was made, while the status is still open
 */
export async function answerImages(ctx: ShimContext, answer: ImageAnswer): Promise<void> {
  await answerWhole(ctx, answer, () => wholeOf(answer));
}

async function wholeOf({ making, order }: ImageAnswer): Promise<AnswerBody> {
  const results = await Promise.allSettled(making);
  const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const causes = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  if (made.length === 0) throw causes[0];
  const notices = made.flatMap((each) => each.notices);
  const warnings = shortcomingsOf(notices, causes.map(ServiceError.from), making.length);
  return { value: presentImages(made, order, warnings), ...closing(making) };
}

/**
 * Answers at once and sends each picture when it is there. When none could be made, the last event is the error; when some
 * could not, it says so in words, since an error would make SDKs throw away the others.
 */
export async function streamImages(ctx: ShimContext, events: ImageEvents, answer: ImageAnswer): Promise<void> {
  const { order, making, settings, signal } = answer;
  ctx.respond = false;
  using _unwritten = closing(making);
  using stream = openEventStream(ctx.res, settings);
  const send = (event: { type: string }) => stream.send(event, event.type);
  await stream.ping();
  const causes: unknown[] = [];
  for await (const { result } of asTheySettle(making)) {
    if (result.status === 'rejected') {
      causes.push(result.reason);
      continue;
    }
    const made = result.value;
    for (const picture of made.pictures) await send(presentImageEvent(events, made, picture, order));
  }
  if (signal.aborted) return;
  if (causes.length === making.length) await stream.send(presentStreamError(noteFailure(ctx, causes[0])), 'error');
  else if (causes.length > 0) {
    const warnings = shortcomingsOf([], causes.map(ServiceError.from), making.length);
    await send(presentShortfall(events, warnings));
  }
  stream.end();
}
