import { ServiceError } from '../../schema/errors.ts';
import type { Lease, LeaseNeed, PassedOver, Pool } from '../tokens/types.ts';
import type { Queue, Waiting } from './queue.ts';

export interface DispatchDeps {
  pool: Pool;
  queue: Queue;
  /** A waiting job got its slot. */
  onLeased(id: string, lease: Lease): void;
  /** Nobody can serve a waiting job any more. */
  onImpossible(id: string, error: ServiceError): void;
}

/** Hands free slots to those who wait. The work of a turn grows with the lines, not with the jobs in them. */
export function createDispatcher({ pool, queue, onLeased, onImpossible }: DispatchDeps) {
  let due = false;
  let closed = false;

  function serve(head: Waiting): boolean {
    const answer = pool.lease(head.need);
    if (answer.outcome === 'busy') return false;
    queue.remove(head.id);
    if (answer.outcome === 'leased') onLeased(head.id, answer.lease);
    else onImpossible(head.id, nobodyCanServe(head.need, answer.passedOver));
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

/** `no_token_available`, saying why each token was passed over. */
export function nobodyCanServe(need: LeaseNeed, passedOver: readonly PassedOver[]): ServiceError {
  const why = passedOver.map(({ reason, count }) => `${count} ${reason}`).join('; ');
  return new ServiceError(
    'no_token_available',
    why === ''
      ? `No account can make this ${need.kind}: the pool is empty. Add a token, or switch the sandbox on.`
      : `No account can make this ${need.kind} now: ${why}.`,
    { retryAfterMs: 30_000 },
  );
}
