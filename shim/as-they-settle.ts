/** The result of one of several promises, and which one of them it was. */
export interface Settled<T> {
  index: number;
  result: PromiseSettledResult<T>;
}

/** The results of some promises in the order in which they come. None is left without a listener. */
export async function* asTheySettle<T>(promises: readonly Promise<T>[]): AsyncGenerator<Settled<T>> {
  const open = new Map(promises.map((promise, index) => [index, settled(promise, index)]));
  while (open.size > 0) {
    const next = await Promise.race(open.values());
    open.delete(next.index);
    yield next;
  }
}

async function settled<T>(promise: Promise<T>, index: number): Promise<Settled<T>> {
  const [result] = await Promise.allSettled([promise]);
  return { index, result };
}
