const MINUTE_MS = 60_000;

/** A moment as this clock reads it, without a zone: midnight is a whole number of days. Unix milliseconds. */
export const onClock = (at: number): number => at - zoneOf(at);

/** When the step of this clock ends in which a moment is, as the next quarter of an hour; Unix milliseconds. */
export const endOfStep = (at: number, stepMs: number): number =>
  (Math.floor(onClock(at) / stepMs) + 1) * stepMs + zoneOf(at);

const zoneOf = (at: number): number => new Date(at).getTimezoneOffset() * MINUTE_MS;
