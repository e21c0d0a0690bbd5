import type { Schedule } from '../due-queue.ts';
import type { PoolSummary } from './pool-summary.ts';

export interface PoolWatchDeps {
  summary(): PoolSummary;
  /** Calls back whenever something about the pool may have changed; returns how to stop. */
  listen(onChanged: () => void): () => void;
  schedule: Schedule;
}

/** What changes within this time is told together, so at most four times a second. */
const GATHER_MS = 250;

/** The pool, told anew whenever it changes. It is summed up once for all who watch, and not at all while nobody does. */
export function createPoolWatch({ summary, listen, schedule }: PoolWatchDeps) {
  const watchers = new Set<() => void>();
  let current: PoolSummary | null = null;
  let stopListening: (() => void) | null = null;
  let callOff: (() => void) | null = null;

  function tell(): void {
    callOff = null;
    const next = summary();
    if (sameAs(next, current)) return;
    current = next;
    for (const wake of watchers) wake();
  }

  function join(wake: () => void): void {
    watchers.add(wake);
    if (stopListening !== null) return;
    current = summary();
    stopListening = listen(() => {
      callOff ??= schedule(tell, GATHER_MS);
    });
  }

  function leave(wake: () => void): void {
    watchers.delete(wake);
    if (watchers.size > 0) return;
    stopListening?.();
    callOff?.();
    stopListening = null;
    callOff = null;
    current = null;
  }

  /** Begins with how the pool is now. Who is slow gets the newest only. */
  return async function* watch(signal: AbortSignal): AsyncGenerator<PoolSummary> {
    let told: PoolSummary | null = null;
    let wake = (): void => {};
    const onNews = (): void => wake();
    signal.addEventListener('abort', onNews, { once: true });
    join(onNews);
    try {
      while (!signal.aborted) {
        if (current !== null && current !== told) {
          told = current;
          yield current;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', onNews);
      leave(onNews);
    }
  };
}

/** Whether two are the same but for a wait that merely passes. */
function sameAs(one: PoolSummary, other: PoolSummary | null): boolean {
  const text = (summary: PoolSummary | null) =>
    JSON.stringify(summary, (key, value) => (key === 'retryAfterMs' ? undefined : value));
  return text(one) === text(other);
}
