/** How many times the places that are left one key may hold. With 9, one key alone fills nine tenths of the queue. */
const TIMES_THE_REST = 9;

/**
 * Whether a key may have one more job waiting, of `depth` in all. Nobody may fill the queue alone, and the more keys wait
 * the less each may hold: one gets 9 places in 10; side by side two get 47 in 100 each, ten 9 in 100 each. When the queue is
 * nearly full, a key that holds little is let in before one that holds much. (A queue of fewer than ten places is too short
 * to be shared out like this.)
 */
export function mayWait({ depth, waiting, own }: { depth: number; waiting: number; own: number }): boolean {
  return waiting < depth && own < TIMES_THE_REST * (depth - waiting);
}
