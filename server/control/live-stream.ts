import type { ControlContext } from './context.ts';
import { viewerOf } from './context.ts';

/**
 * A stream that ends when its reader leaves, also while it waits for something to happen, and when the session or token of
 * whoever reads it is over. `make` is given the signal for both.
 * @throws ControlError `signed_out`
 */
export function liveStream<T>(
  context: ControlContext,
  make: (signal: AbortSignal) => AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const left = new AbortController();
  const inner = make(AbortSignal.any([viewerOf(context).over, left.signal]));
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => inner.next(),
    return(value) {
      left.abort();
      return inner.return(value);
    },
    throw(cause) {
      left.abort();
      return inner.throw(cause);
    },
  };
}
