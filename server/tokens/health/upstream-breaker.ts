/**
 * Whether the upstream itself works, for one kind of media. Open: nobody is sent there before `until`. Half-open: one job
 * at a time finds out, and the longer those that were sent hear nothing bad, the sooner the next one goes. Times are Unix milliseconds.
 */
export type UpstreamBreaker =
  | { state: 'closed'; failures: readonly Failure[] }
  | { state: 'open'; trips: number; until: number }
  | { state: 'half-open'; trips: number; probes: readonly Probe[] };

/** A try that failed of the upstream. */
export interface UpstreamFault {
  tokenId: number;
  generationId: string;
  /** How many accounts may work, those that rest because it fails for them included. Asked only when it matters. */
  usable(): number;
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

/**
 * So many failures with no answer between them are the upstream's own, if they are of so many accounts, or of all that may
 * work. Two that fail alike may both be bad while the work of others takes its time.
 */
const FAILURES = 5;
const ALIKE = 3;
/** So many of one account are as well, though others may work: perhaps it alone may run what is asked for. */
const FAILURES_OF_ONE = 10;
const WITHIN_MS = 30_000;
const FIRST_OPEN_MS = 1_000;
/** With the probe's own time an upstream that has recovered is used again within 5 s. */
const LONGEST_OPEN_MS = 3_000;
/**
 * A probe that takes longer than this may be slow work: the next one need not wait for its answer. The one after that waits
 * half as long, and so on: work that takes a minute must not keep an upstream closed that works again.
 */
const PROBE_MS = 4_000;
const MOST_PROBES = 8;
/** Longer than two checks of an upstream that hangs are apart. */
const STALLED_MS = 12_000;

/** After the upstream failed somebody's try. While half-open only a probe's failure counts: others began earlier. */
export function upstreamFailed(
  breaker: UpstreamBreaker,
  { tokenId, generationId, usable, now }: UpstreamFault,
): UpstreamBreaker {
  if (breaker.state === 'open') return breaker;
  if (breaker.state === 'half-open') {
    const isProbe = breaker.probes.some((probe) => probe.generationId === generationId);
    return isProbe ? opened(breaker.trips + 1, now) : breaker;
  }
  const recent = breaker.failures.filter(({ at }) => now - at < WITHIN_MS && at <= now).slice(1 - FAILURES_OF_ONE);
  const failures = [...recent, { tokenId, at: now }];
  const alike = new Set(failures.map((failure) => failure.tokenId)).size;
  const isItsOwn =
    failures.length >= FAILURES_OF_ONE || (failures.length >= FAILURES && alike >= Math.min(ALIKE, usable()));
  return isItsOwn ? opened(1, now) : { state: 'closed', failures };
}

/** How long a job has to wait before it may be sent, milliseconds; 0 when it may go now. */
export function waitFor(breaker: UpstreamBreaker, now: number): number {
  if (breaker.state === 'open') return Math.min(Math.max(breaker.until - now, 0), LONGEST_OPEN_MS);
  if (breaker.state === 'closed') return 0;
  const last = breaker.probes.at(-1);
  if (last === undefined) return 0;
  const gapMs = PROBE_MS / 2 ** (breaker.probes.length - 1);
  return Math.min(Math.max(last.since + gapMs - now, 0), gapMs);
}

/** Once a job was sent: after an outage it is the one that finds out. */
export function sent(breaker: UpstreamBreaker, generationId: string, now: number): UpstreamBreaker {
  if (breaker.state === 'closed') return breaker;
  const earlier = breaker.state === 'half-open' ? breaker.probes.slice(1 - MOST_PROBES) : [];
  return { state: 'half-open', trips: breaker.trips, probes: [...earlier, { generationId, since: now }] };
}

/** After free calls, too, got no answer: whoever is sent now would only join those who hang. Told again while it lasts. */
export function stalled(breaker: UpstreamBreaker, now: number): UpstreamBreaker {
  return { state: 'open', trips: breaker.state === 'closed' ? 1 : breaker.trips, until: now + STALLED_MS };
}

/** A free call was answered again: one job at a time may find out. */
export function revived(breaker: UpstreamBreaker): UpstreamBreaker {
  return breaker.state === 'open' ? { state: 'half-open', trips: breaker.trips, probes: [] } : breaker;
}

/** Once a job gave its slot back. A probe that says nothing about the upstream leaves the question to the next one. */
export function letGo(breaker: UpstreamBreaker, generationId: string): UpstreamBreaker {
  if (breaker.state !== 'half-open') return breaker;
  const probes = breaker.probes.filter((probe) => probe.generationId !== generationId);
  return probes.length === breaker.probes.length ? breaker : { ...breaker, probes };
}

function opened(trips: number, now: number): UpstreamBreaker {
  return { state: 'open', trips, until: now + Math.min(FIRST_OPEN_MS * 2 ** (trips - 1), LONGEST_OPEN_MS) };
}
