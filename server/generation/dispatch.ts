import type { MediaKind } from '../../schema/catalogue.ts';
import type { ServiceError } from '../../schema/errors.ts';
import type { Lease, LeaseAnswer, Pool } from '../tokens/types.ts';
import type { Queue } from './queue.ts';
import type { Line, Spot } from './turns.ts';
import { limitOf, passes, unserved } from './unserved.ts';

export interface DispatchDeps {
  pool: Pick<Pool, 'lease'>;
  queue: Queue;
  /** A waiting job got its slot. */
  onLeased(id: string, lease: Lease): void;
  /** Nobody can serve a waiting job any more. */
  onImpossible(id: string, error: ServiceError): void;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

const KINDS = ['image', 'video'] as const satisfies MediaKind[];

/**
 * Hands free slots to those who wait, in their turn. The pool is asked once for each slot that it has, and once more for
 * each line that finds none left, however many wait in it.
 */
export function createDispatcher({ pool, queue, onLeased, onImpossible, elapsed }: DispatchDeps) {
  let due = false;
  let closed = false;

  /** What a job goes on waiting for, in words; null when its waiting is over. */
  function limitFor(answer: LeaseAnswer, { need, until, hasWaited }: Spot): string | null {
    if (answer.outcome === 'leased') return null;
    if (answer.outcome === 'busy') return answer.limit;
    // Who was tried without waiting is told at once what it failed of; who stood in line waits on for what passes.
    const isNobodysFault = answer.outcome === 'outage' || answer.cutOff === true;
    const mayWaitOn = need.exclude.size === 0 || (hasWaited && isNobodysFault);
    return mayWaitOn && passes(answer, until - elapsed()) ? limitOf(answer) : null;
  }

  function serve(kind: MediaKind): void {
    const stuck = new Set<Line>();
    for (let spot = queue.next(kind, stuck); spot !== null; spot = queue.next(kind, stuck)) {
      const answer = pool.lease(spot.need);
      const limit = limitFor(answer, spot);
      if (limit !== null) {
        spot.line.limit = limit;
        spot.line.unserved = answer.outcome === 'busy' || answer.outcome === 'leased' ? null : answer;
        stuck.add(spot.line);
        continue;
      }
      queue.remove(spot.id);
      if (answer.outcome === 'leased') {
        if (!spot.returned) queue.tookTurn(kind, spot.apiKeyId);
        onLeased(spot.id, answer.lease);
      } else if (answer.outcome !== 'busy') onImpossible(spot.id, unserved(spot.need, answer));
    }
  }

  function settle(): void {
    if (!due) return;
    due = false;
    if (!closed) for (const kind of KINDS) serve(kind);
  }

  return {
    /** Looks for free slots once the current work has finished; many calls in one moment make one turn. */
    wake(): void {
      if (due || queue.size() === 0) return;
      due = true;
      queueMicrotask(settle);
    },

    /** Hands out now what has come free: to be called before a newcomer is given anything past those who wait. */
    settle,

    /** No slot is handed out any more: a process that ends must not begin anything. */
    close(): void {
      closed = true;
    },
  };
}

export type Dispatcher = ReturnType<typeof createDispatcher>;
