/** The results of some promises in the order in which they come. None is left without a listener. */
export async function* asTheySettle<T>(promises: readonly Promise<T>[]): AsyncGenerator<PromiseSettledResult<T>> {
  const open = new Map(
    promises.map((promise, index) => [index, Promise.allSettled([promise]).then(([result]) => ({ index, result }))]),
  );
  while (open.size > 0) {
    const { index, result } = await Promise.race(open.values());
    open.delete(index);
    yield result;
  }
}
