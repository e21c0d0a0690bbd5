import type { Schedule } from '../due-queue.ts';

/** A clock that moves only when a test says so, and the timers that hang on it. Timers count what passes, whatever the clock shows. */
export function createManualClock(start = Date.UTC(2026, 6, 1, 10)) {
  let passed = 0;
  let shown = start;
  const timers = new Set<{ due: number; work: () => void }>();
  const schedule: Schedule = (work, delayMs) => {
    const timer = { due: passed + delayMs, work };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  return {
    now: () => shown + passed,
    /** What has passed, whatever it shows. */
    elapsed: () => passed,
    schedule,
    /** Timers that are set. */
    timers: () => timers.size,
    /** Sets the clock back, as an operator or a time server does. */
    setBack(ms: number): void {
      shown -= ms;
    },
    /** Puts it forward, likewise. */
    putForward(ms: number): void {
      shown += ms;
    },
    /** Lets time pass, timer by timer in the order they are due. */
    advance(ms: number): void {
      const until = passed + ms;
      for (;;) {
        const [next] = [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
        if (next === undefined) break;
        timers.delete(next);
        passed = Math.max(passed, next.due);
        next.work();
      }
      passed = until;
    },
  };
}
