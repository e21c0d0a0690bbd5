import type { Schedule } from '../due-queue.ts';

/** A clock that moves only when a test says so, and the timers that hang on it. */
export function createManualClock(start = Date.UTC(2026, 6, 1, 10)) {
  let at = start;
  const timers = new Set<{ due: number; work: () => void }>();
  const schedule: Schedule = (work, delayMs) => {
    const timer = { due: at + delayMs, work };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  return {
    now: () => at,
    schedule,
    /** Timers that are set. */
    timers: () => timers.size,
    /** Sets the clock back, as an operator or a time server does; timers are not touched. */
    setBack(ms: number): void {
      at -= ms;
    },
    /** Lets time pass, timer by timer in the order they are due. */
    advance(ms: number): void {
      const until = at + ms;
      for (;;) {
        const [next] = [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
        if (next === undefined) break;
        timers.delete(next);
        at = Math.max(at, next.due);
        next.work();
      }
      at = until;
    },
  };
}
