import { type ControlContext, signedOut, viewerOf } from '../context.ts';
import { liveStream } from '../live-stream.ts';

/**
 * A live stream that fails as `signed_out` when the session or token of whoever reads it is over. Where it merely ended, over SSE
 * nothing would be told but `complete`, which elsewhere means that there is nothing more to come.
 * @throws ControlError `signed_out`
 */
export function liveSubscription<T>(
  context: ControlContext,
  make: (signal: AbortSignal) => AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const { over } = viewerOf(context);
  const stream = liveStream(context, make);
  return {
    ...stream,
    async next() {
      const item = await stream.next();
      if (item.done === true && over.aborted) throw signedOut();
      return item;
    },
  };
}
