import type { Schedule } from './poller.ts';

/** Resolves after `delayMs`, or at once when `signal` aborts: whoever waits looks at the signal itself. */
export function pause(schedule: Schedule, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const over = (): void => {
      signal.removeEventListener('abort', over);
      callOff();
      resolve();
    };
    const callOff = schedule(over, delayMs);
    signal.addEventListener('abort', over);
  });
}
