import type { Schedule } from './last-use.ts';

export interface LifeDeps {
  /** When it ends by itself, Unix milliseconds; it may move. Infinity for never. */
  endsAt(): number;
  /** Is called once, when the time has come. */
  onEnd(): void;
  schedule: Schedule;
  now(): number;
}

/** How long something is good, as a signal for those that depend on it. */
export interface Life {
  over: AbortSignal;
  end(): void;
}

/** Ends by itself at its time, or earlier by `end`. */
export function beginLife({ endsAt, onEnd, schedule, now }: LifeDeps): Life {
  const controller = new AbortController();
  let callOff = (): void => {};
  look();

  function look(): void {
    const leftMs = endsAt() - now();
    if (leftMs > 0) {
      if (leftMs !== Number.POSITIVE_INFINITY) callOff = schedule(look, leftMs);
      return;
    }
    end();
    onEnd();
  }

  function end(): void {
    callOff();
    controller.abort();
  }

  return { over: controller.signal, end };
}
