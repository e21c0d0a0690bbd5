import type { MediaKind } from '../../../schema/catalogue.ts';
import type { DueQueue } from '../due-queue.ts';
import type { Upstream } from '../roster.ts';
import type { Attempt } from '../types.ts';
import {
  letGo,
  revived,
  sent,
  stalled,
  type UpstreamBreaker,
  upstreamFailed,
  WORKING,
  waitFor,
} from './upstream-breaker.ts';

export interface UpstreamHealthDeps {
  /** Whether more than one account of an upstream may do this kind of work now. */
  several(upstream: Upstream, kind: MediaKind): boolean;
  due: DueQueue;
  /** Told when an outage begins (`open`), and when those who wait may look again. */
  onChanged(upstream: Upstream, kind: MediaKind, state: UpstreamBreaker['state']): void;
  now(): number;
}

/** One breaker per upstream and kind: when everybody fails alike, nobody is to blame. */
export function createUpstreamHealth({ several, due, onChanged, now }: UpstreamHealthDeps) {
  const breakers = new Map<string, UpstreamBreaker>();
  const breakerOf = (upstream: Upstream, kind: MediaKind) => breakers.get(keyOf(upstream, kind)) ?? WORKING;

  function set(upstream: Upstream, kind: MediaKind, next: UpstreamBreaker): void {
    const previous = breakerOf(upstream, kind);
    if (previous === next) return;
    breakers.set(keyOf(upstream, kind), next);
    const waitMs = waitFor(next, now());
    // Whoever waits looks again when the upstream may be tried, though nothing else happens then.
    if (waitMs > 0) {
      due.set(keyOf(upstream, kind), now() + waitMs, async () => onChanged(upstream, kind, 'half-open'));
    }
    if (previous.state !== next.state) onChanged(upstream, kind, next.state);
  }

  return {
    /** How long jobs have to wait before they may be sent, milliseconds; 0 for not at all. */
    waitFor: (upstream: Upstream, kind: MediaKind): number => waitFor(breakerOf(upstream, kind), now()),
    stateOf: (upstream: Upstream, kind: MediaKind): UpstreamBreaker['state'] => breakerOf(upstream, kind).state,

    sent(upstream: Upstream, { kind, generationId }: Attempt): void {
      set(upstream, kind, sent(breakerOf(upstream, kind), generationId, now()));
    },
    failed(upstream: Upstream, { kind, tokenId, generationId }: Attempt): void {
      const facts = { tokenId, generationId, several: () => several(upstream, kind), now: now() };
      set(upstream, kind, upstreamFailed(breakerOf(upstream, kind), facts));
    },
    answered(upstream: Upstream, kind: MediaKind): void {
      set(upstream, kind, WORKING);
    },
    /** It answers nothing at all. */
    stalled(upstream: Upstream, kind: MediaKind): void {
      set(upstream, kind, stalled(breakerOf(upstream, kind), now()));
    },
    /** It answers again after that. */
    revived(upstream: Upstream, kind: MediaKind): void {
      set(upstream, kind, revived(breakerOf(upstream, kind)));
    },
    letGo(upstream: Upstream, { kind, generationId }: Pick<Attempt, 'kind' | 'generationId'>): void {
      const next = letGo(breakerOf(upstream, kind), generationId);
      const freed = next !== breakerOf(upstream, kind);
      set(upstream, kind, next);
      if (freed) onChanged(upstream, kind, 'half-open');
    },
  };
}

const keyOf = (upstream: Upstream, kind: MediaKind) => `upstream ${upstream} ${kind}`;
