/**
 * Does some work for each item, in order and so many at once. Returns at once: with each item comes the promise of its own result,
 * which nobody needs to wait for in order to have others go on.
 */
export function inLanes<Item, Result>(
  count: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): [Item, Promise<Result>][] {
  const entries = items.map((item) => ({ item, ...Promise.withResolvers<Result>() }));
  const queue = entries.values();

  async function lane(): Promise<void> {
    for (const { item, promise, resolve } of queue) {
      promise.catch(() => {}); // told to whoever waits for it
      resolve(work(item));
      await promise.catch(() => {});
    }
  }

  for (let started = 0; started < count; started += 1) void lane();
  return entries.map(({ item, promise }) => [item, promise]);
}
