const HOUR_MS = 3_600_000;
/** Google counts days by the clock of its home. */
const HOUR_THERE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The first full hour at which it is another day in California, Unix milliseconds: when daily quotas are counted anew. */
export function nextDay(now: number): number {
  let at = Math.ceil((now + 1) / HOUR_MS) * HOUR_MS;
  while (HOUR_THERE.format(at) !== '00:00') at += HOUR_MS;
  return at;
}
