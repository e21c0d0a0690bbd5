/** A bound on a call: its signal fires when the time is up or when the outer signal does. Clear it when the call has ended. */
export interface Deadline {
  signal: AbortSignal;
  /** Whether it fired because the time was up. */
  timedOut(): boolean;
  /** Stops the clock; the outer signal still counts. */
  stopClock(): void;
  clear(): void;
}

export function startDeadline(limitMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort(new Error(`no answer within ${limitMs} ms`));
  }, limitMs);
  const leave = () => controller.abort(outer?.reason);
  if (outer?.aborted) leave();
  else outer?.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    timedOut: () => late,
    stopClock: () => clearTimeout(timer),
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', leave);
    },
  };
}
