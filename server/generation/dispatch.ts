import type { ServiceError } from '../../schema/errors.ts';
import type { Lease, Pool } from '../tokens/types.ts';
import type { Queue, Waiting } from './queue.ts';
import { passes, unserved } from './unserved.ts';

export interface DispatchDeps {
  pool: Pool;
  queue: Queue;
  /** A waiting job got its slot. */
  onLeased(id: string, lease: Lease): void;
  /** Nobody can serve a waiting job any more. */
  onImpossible(id: string, error: ServiceError): void;
  now(): number;
}

/** Hands free slots to those who wait. The work of a turn grows with the lines, not with the jobs in them. */
export function createDispatcher({ pool, queue, onLeased, onImpossible, now }: DispatchDeps) {
  let due = false;
  let closed = false;

  function serve(head: Waiting): boolean {
    const answer = pool.lease(head.need);
    if (answer.outcome === 'busy') return false;
    if (answer.outcome !== 'leased' && passes(answer, head.until - now())) return false;
    queue.remove(head.id);
    if (answer.outcome === 'leased') onLeased(head.id, answer.lease);
    else onImpossible(head.id, unserved(head.need, answer));
    return true;
  }

  function turn(): void {
    due = false;
    let moved = !closed;
    while (moved) moved = queue.heads().map(serve).includes(true);
  }

  return {
    /** Looks for free slots once the current work has finished; many calls in one moment make one turn. */
    wake(): void {
      if (due || queue.size() === 0) return;
      due = true;
      queueMicrotask(turn);
    },

    /** No slot is handed out any more: a process that ends must not begin anything. */
    close(): void {
      closed = true;
    },
  };
}
