/** Runs one piece of work at a time, in the order in which they came. */
export function createInTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      const turn = last.then(work);
      last = turn.catch(() => {}); // whoever asked for it hears of its failure
      return turn;
    },
    /** Resolves when nothing is left to be done. */
    idle: (): Promise<unknown> => last,
  };
}
