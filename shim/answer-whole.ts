import type { ServiceError } from '../schema/errors.ts';
import { CallerLeft } from './caller-gone.ts';
import type { ShimSettings } from './deps.ts';
import { holdAnswer } from './held-answer.ts';
import { piecesOf } from './inline-json.ts';
import { noteFailure, presentFailure } from './middleware/present-errors.ts';
import type { ShimContext } from './state.ts';

/** A body that may hold `InlineFile`s; disposing of it closes those that were not written. */
export interface AnswerBody extends Disposable {
  value: unknown;
}

export interface Waiter {
  settings: Pick<ShimSettings, 'holdAnswerMs' | 'heartbeatMs'>;
  /** Aborts when the caller leaves. */
  signal: AbortSignal;
  /** How a failure is told once status 200 has gone out, where that differs from any other of the wire. */
  presentLate?(error: ServiceError): object;
}

/**
 * Answers in one piece with what `make` comes to, however long it takes.
 * @throws what `make` throws while the status is open; later it is told in the body, under status 200
 */
export async function answerWhole(
  ctx: ShimContext,
  { settings, signal, presentLate }: Waiter,
  make: () => Promise<AnswerBody>,
): Promise<void> {
  ctx.respond = false;
  using answer = holdAnswer(ctx.res, { afterMs: settings.holdAnswerMs, everyMs: settings.heartbeatMs });
  let body: AnswerBody;
  try {
    body = await make();
  } catch (cause) {
    if (!answer.committed || cause instanceof CallerLeft) throw cause;
    const error = noteFailure(ctx, cause);
    return answer.finish(piecesOf(presentLate?.(error) ?? presentFailure(ctx, error).body));
  }
  using _open = body;
  if (!signal.aborted) await answer.finish(piecesOf(body.value));
}
