/** How many times the places that are left one key may hold. With 9, one key alone fills nine tenths of the queue. */
const TIMES_THE_REST = 9;

/** Places in the queue: in all, those that are taken, and by this key. */
export interface Places {
  depth: number;
  waiting: number;
  own: number;
}

/**
 * Whether a key may have one more job waiting, of `depth` in all. Nobody may fill the queue alone, and the more keys wait
 * the less each may hold: one gets 9 places in 10; side by side two get 47 in 100 each, ten 9 in 100 each. When the queue is
 * nearly full, a key that holds little is let in before one that holds much. (A queue of fewer than ten places is too short
 * to be shared out like this.)
 */
export function mayWait({ depth, waiting, own }: Places): boolean {
  return waiting < depth && own < TIMES_THE_REST * (depth - waiting);
}

/** Why it may not, as callers are told. */
export function whyNot({ depth, waiting, own }: Places): string {
  if (depth === 0) return 'Every account is busy, and nobody may wait here ([generation] queue_depth is 0).';
  return waiting < depth
    ? `${own} of ${depth} places in the queue are taken by this key, and the rest is kept for others.`
    : `${waiting} requests are waiting already.`;
}
