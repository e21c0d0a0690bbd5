const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Spread of the moment before the end at which tokens are refreshed, so that many do not ask together. */
const SPREAD_MS = 10 * MINUTE_MS;
const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 10 * MINUTE_MS;

/**
 * When an access token is to be refreshed without being asked for: an hour and up to ten minutes before its end. One that
 * lives shorter is refreshed after half of its life, and never within a minute of its last refresh, whatever end the
 * upstream states. `random` is in [0, 1).
 */
export function refreshDueAt(
  token: { accessTokenExpiresAt: number | null; lastRefreshAt: number | null },
  now: number,
  random: number,
): number {
  const { accessTokenExpiresAt: end, lastRefreshAt: begin } = token;
  if (end === null) return now;
  const early = HOUR_MS + random * SPREAD_MS;
  if (begin === null) return Math.max(end - early, now);
  return Math.max(end - Math.min(early, (end - begin) / 2), begin + MINUTE_MS, now);
}

/** How long to wait after that many failures in a row: 30 s, doubling to 10 min, up to a fifth less at random. */
export function retryDelayMs(failures: number, random: number, retryAfterMs = 0): number {
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.max(failures - 1, 0), LAST_RETRY_MS);
  return Math.max(delayMs * (1 - random / 5), retryAfterMs);
}
