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
  /** How many accounts of an upstream may do this kind of work; more than three need not be counted. */
  usable(upstream: Upstream, kind: MediaKind): number;
  due: DueQueue;
  /** Told when an outage begins (`open`), and when those who wait may look again. `model` when it is that of one model. */
  onChanged(upstream: Upstream, kind: MediaKind, state: UpstreamBreaker['state'], model: string | null): void;
  now(): number;
}

export type UpstreamHealth = ReturnType<typeof createUpstreamHealth>;

/**
 * One breaker per upstream and kind, and one for each model that the upstream says it has no room for: when everybody fails
 * alike, nobody is to blame, and nobody who asks for something else.
 */
export function createUpstreamHealth({ usable, due, onChanged, now }: UpstreamHealthDeps) {
  const breakers = new Map<string, UpstreamBreaker>();
  /** Models that have had a breaker of their own, by upstream and kind. */
  const models = new Map<string, Set<string>>();
  const breakerOf = (upstream: Upstream, kind: MediaKind, model: string | null = null) =>
    breakers.get(keyOf(upstream, kind, model)) ?? WORKING;

  function set(upstream: Upstream, kind: MediaKind, next: UpstreamBreaker, model: string | null = null): void {
    const previous = breakerOf(upstream, kind, model);
    if (previous === next) return;
    const key = keyOf(upstream, kind, model);
    breakers.set(key, next);
    const waitMs = waitFor(next, now());
    // Whoever waits looks again when the upstream may be tried, though nothing else happens then.
    if (waitMs > 0) due.set(key, now() + waitMs, async () => onChanged(upstream, kind, 'half-open', model));
    if (previous.state !== next.state) onChanged(upstream, kind, next.state, model);
  }

  /** The breaker of all, and those of single models; all but a few are never made. */
  function* scopesOf(upstream: Upstream, kind: MediaKind): Iterable<string | null> {
    yield null;
    yield* models.get(keyOf(upstream, kind, null)) ?? [];
  }

  return {
    /** How long jobs have to wait before they may be sent, milliseconds; 0 for not at all. */
    waitFor: (upstream: Upstream, kind: MediaKind): number => waitFor(breakerOf(upstream, kind), now()),
    /** The same for a single model. Nothing is looked up while none has ever had a breaker of its own. */
    waitForModel: (upstream: Upstream, kind: MediaKind, key: string): number =>
      models.size === 0 ? 0 : waitFor(breakerOf(upstream, kind, key), now()),
    stateOf: (upstream: Upstream, kind: MediaKind): UpstreamBreaker['state'] => breakerOf(upstream, kind).state,

    sent(upstream: Upstream, { kind, generationId, modelKey }: Attempt): void {
      for (const model of [null, modelKey]) {
        set(upstream, kind, sent(breakerOf(upstream, kind, model), generationId, now()), model);
      }
    },
    /** `ofModel` when the upstream has no room for this model, which says nothing about others. */
    failed(upstream: Upstream, attempt: Attempt, ofModel: boolean): void {
      const { kind, tokenId, generationId, modelKey } = attempt;
      const facts = { tokenId, generationId, usable: () => usable(upstream, kind), now: now() };
      const model = ofModel && modelKey !== '' ? modelKey : null;
      if (model !== null) {
        const key = keyOf(upstream, kind, null);
        models.set(key, (models.get(key) ?? new Set()).add(model));
        set(upstream, kind, WORKING);
      }
      set(upstream, kind, upstreamFailed(breakerOf(upstream, kind, model), facts), model);
    },
    answered(upstream: Upstream, kind: MediaKind, modelKey = ''): void {
      set(upstream, kind, WORKING);
      if (modelKey !== '') set(upstream, kind, WORKING, modelKey);
    },
    /** The operator wants everything to be tried again. */
    forgive(upstream: Upstream, kind: MediaKind): void {
      for (const model of scopesOf(upstream, kind)) set(upstream, kind, WORKING, model);
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
      for (const model of scopesOf(upstream, kind)) {
        const next = letGo(breakerOf(upstream, kind, model), generationId);
        const freed = next !== breakerOf(upstream, kind, model);
        set(upstream, kind, next, model);
        if (freed) onChanged(upstream, kind, 'half-open', model);
      }
    },
  };
}

const keyOf = (upstream: Upstream, kind: MediaKind, model: string | null) =>
  model === null ? `upstream ${upstream} ${kind}` : `upstream ${upstream} ${kind} ${model}`;
