import { giveWay } from '../../give-way.ts';

/** Works through a list with so many pieces of work in the same moment; the results come in the order of the list. */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  async function goOn(): Promise<void> {
    for (const [index, item] of queue) {
      results[index] = await work(item, index);
      await giveWay(); // work that fails at once waits for nothing
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, goOn));
  return results;
}
