/** A stream whose items come in lists of what waits together: to be read one by one, or else by the list. */
export interface Batched<T> extends AsyncIterableIterator<T> {
  readonly batches: AsyncIterator<readonly T[]>;
}

/** Items one by one, for those who do not ask for `batches`. */
export function batched<T>(batches: AsyncIterator<readonly T[]>): Batched<T> {
  let waiting: T[] = [];
  return {
    batches,
    async next() {
      while (waiting.length === 0) {
        const { value, done } = await batches.next();
        if (done === true) return { value: undefined, done };
        waiting = [...value];
      }
      return { value: waiting.shift() as T, done: false };
    },
    async return() {
      waiting = [];
      await batches.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export function isBatched<T>(stream: AsyncIterable<T>): stream is Batched<T> {
  return 'batches' in stream;
}
