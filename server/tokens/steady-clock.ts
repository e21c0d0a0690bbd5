export interface SteadyClockDeps {
  /** The clock of the day, which people and time servers set, Unix milliseconds. */
  now(): number;
  /** What passes, whatever that clock is set to, milliseconds since some moment. */
  elapsed(): number;
}

export type SteadyClock = ReturnType<typeof createSteadyClock>;

/**
 * A clock for how long things last. It shows what the clock of the day would show if nobody had set that since the start, so that a
 * minute of rest is a minute. Its times are of no use to people or to another process until they are converted.
 */
export function createSteadyClock({ now, elapsed }: SteadyClockDeps) {
  const begun = now() - elapsed();
  const steadyNow = (): number => begun + elapsed();
  /** By how much the clock of the day has been put forward; negative when it was set back. */
  const shift = (): number => now() - steadyNow();
  return {
    now: steadyNow,
    /** The same moment by the clock of the day. */
    shown: (at: number): number => at + shift(),
    /** A moment of the clock of the day by this one. */
    from: (shown: number): number => shown - shift(),
  };
}
