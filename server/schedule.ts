import { setTimeout as startTimer } from 'node:timers';
import { outsideRequests } from './observability/request-context.ts';

/** Longest delay a timer can have. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Starts `work` after `delayMs` at most, as nobody's request; returns how to call it off. It keeps no process alive. */
export function schedule(work: () => void, delayMs: number): () => void {
  const timer = outsideRequests(() => startTimer(work, Math.min(delayMs, MAX_DELAY_MS)));
  timer.unref();
  return () => clearTimeout(timer);
}
