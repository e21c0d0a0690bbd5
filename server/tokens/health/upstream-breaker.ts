/**
 * Whether the upstream itself works, for one kind of media. Open: nobody is sent there before `until`. Half-open: one job
 * at a time finds out. Times are Unix milliseconds.
 */
export type UpstreamBreaker =
  | { state: 'closed'; failures: readonly Failure[] }
  | { state: 'open'; trips: number; until: number }
  | { state: 'half-open'; trips: number; probe: Probe | null };

/** A try that failed of the upstream. */
export interface UpstreamFault {
  tokenId: number;
  generationId: string;
  /** Whether more than one account may work now. Asked only when it matters. */
  several(): boolean;
  now: number;
}

interface Failure {
  tokenId: number;
  at: number;
}

interface Probe {
  generationId: string;
  since: number;
}

/** Also what it becomes with every sensible answer, be it a refusal. */
export const WORKING = { state: 'closed', failures: [] } as const satisfies UpstreamBreaker;

/** So many failures with no answer between them, of several accounts if several may work, are the upstream's own. */
const FAILURES = 5;
/** So many of one account are as well, though others may work: perhaps it alone may run what is asked for. */
const FAILURES_OF_ONE = 10;
const WITHIN_MS = 30_000;
const FIRST_OPEN_MS = 1_000;
/** With the probe's own time an upstream that has recovered is used again within 5 s. */
const LONGEST_OPEN_MS = 3_000;
/** A probe that takes longer than this may be slow work: the next one need not wait for its answer. */
const PROBE_MS = 4_000;
/** Longer than two checks of an upstream that hangs are apart. */
const STALLED_MS = 12_000;

/** After the upstream failed somebody's try. While half-open only the probe's own failure counts: others began earlier. */
export function upstreamFailed(
  breaker: UpstreamBreaker,
  { tokenId, generationId, several, now }: UpstreamFault,
): UpstreamBreaker {
  if (breaker.state === 'open') return breaker;
  if (breaker.state === 'half-open') {
    return breaker.probe?.generationId === generationId ? opened(breaker.trips + 1, now) : breaker;
  }
  const recent = breaker.failures.filter(({ at }) => now - at < WITHIN_MS && at <= now).slice(1 - FAILURES_OF_ONE);
  const failures = [...recent, { tokenId, at: now }];
  const alike = new Set(failures.map((failure) => failure.tokenId)).size;
  const isItsOwn = failures.length >= FAILURES_OF_ONE || (failures.length >= FAILURES && (alike > 1 || !several()));
  return isItsOwn ? opened(1, now) : { state: 'closed', failures };
}

/** How long a job has to wait before it may be sent, milliseconds; 0 when it may go now. */
export function waitFor(breaker: UpstreamBreaker, now: number): number {
  if (breaker.state === 'open') return Math.min(Math.max(breaker.until - now, 0), LONGEST_OPEN_MS);
  if (breaker.state === 'closed' || breaker.probe === null) return 0;
  return Math.min(Math.max(breaker.probe.since + PROBE_MS - now, 0), PROBE_MS);
}

/** Once a job was sent: after an outage it is the one that finds out. */
export function sent(breaker: UpstreamBreaker, generationId: string, now: number): UpstreamBreaker {
  if (breaker.state === 'closed') return breaker;
  return { state: 'half-open', trips: breaker.trips, probe: { generationId, since: now } };
}

/** After free calls, too, got no answer: whoever is sent now would only join those who hang. Told again while it lasts. */
export function stalled(breaker: UpstreamBreaker, now: number): UpstreamBreaker {
  return { state: 'open', trips: breaker.state === 'closed' ? 1 : breaker.trips, until: now + STALLED_MS };
}

/** A free call was answered again: one job at a time may find out. */
export function revived(breaker: UpstreamBreaker): UpstreamBreaker {
  return breaker.state === 'open' ? { state: 'half-open', trips: breaker.trips, probe: null } : breaker;
}

/** Once a job gave its slot back. A probe that says nothing about the upstream leaves the question to the next one. */
export function letGo(breaker: UpstreamBreaker, generationId: string): UpstreamBreaker {
  if (breaker.state !== 'half-open' || breaker.probe?.generationId !== generationId) return breaker;
  return { ...breaker, probe: null };
}

function opened(trips: number, now: number): UpstreamBreaker {
  return { state: 'open', trips, until: now + Math.min(FIRST_OPEN_MS * 2 ** (trips - 1), LONGEST_OPEN_MS) };
}
