import type { MediaKind } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import type { Upstream } from '../roster.ts';
import type { Tokens } from '../tokens.ts';
import { TOKEN_STATES, type TokenState } from './standing.ts';
import { KINDS, type TokenViews } from './token-views.ts';

/** The pool in one kind of work. */
export interface PoolKind {
  kind: MediaKind;
  /** Slots taken, and slots of all tokens that serve; -1 when one of those has no limit. */
  taken: number;
  slots: number;
  /** Tokens that serve. */
  serving: number;
  /** `open`: the upstream fails for everybody, and jobs wait; `half-open`: one job finds out. */
  upstreams: readonly { upstream: Upstream; state: 'closed' | 'open' | 'half-open'; retryAfterMs: number }[];
}

/** The pool at a glance. */
export interface PoolSummary {
  total: number;
  byState: Readonly<Record<TokenState, number>>;
  kinds: readonly PoolKind[];
  /** On tokens that are wanted, and how many of those are set aside for running jobs. */
  credits: number;
  reserved: number;
  ready: boolean;
  /** Why nothing can be served, in words. */
  reasons: readonly string[];
}

export interface PoolSummaryDeps {
  tokens: Pick<Tokens, 'roster' | 'pool' | 'health'>;
  views: TokenViews;
}

const SERVES = new Set<TokenState>(['serving', 'limited']);

/** Sums the pool up; it looks at every token once, and works out how those stand that have changed. */
export function createPoolSummary({ tokens: { roster, pool, health }, views }: PoolSummaryDeps) {
  return (): PoolSummary => {
    const byState = Object.fromEntries(TOKEN_STATES.map((state) => [state, 0])) as Record<TokenState, number>;
    const kinds = { image: emptyKind(), video: emptyKind() };
    const sums = { total: 0, credits: 0, reserved: 0 };
    const standingOf = views.look();
    for (const token of roster.all()) {
      const { state, kinds: ofToken } = standingOf(token);
      sums.total += 1;
      byState[state] += 1;
      if (state !== 'off') sums.credits += token.credits;
      if (state === 'off' || state === 'signed-out' || state === 'disabled') continue;
      for (const { kind, state: standing, slots } of ofToken) {
        if (!SERVES.has(standing)) continue;
        kinds[kind].serving += 1;
        kinds[kind].slots = slots < 0 || kinds[kind].slots < 0 ? -1 : kinds[kind].slots + slots;
      }
    }
    const working = new Set<Token>();
    for (const { tokenId, kind } of pool.held().values()) {
      const token = roster.get(tokenId);
      if (token === undefined) continue;
      kinds[kind].taken += 1;
      working.add(token);
    }
    for (const token of working) sums.reserved += pool.occupancyOf(token).reserved;
    const upstreamsOf = (kind: MediaKind): PoolKind['upstreams'] =>
      pool.serving().map((upstream) => ({
        upstream,
        state: health.upstreamStateOf(upstream, kind),
        retryAfterMs: health.outageOf(upstream, kind),
      }));
    return {
      ...sums,
      byState,
      kinds: KINDS.map((kind) => ({ kind, ...kinds[kind], upstreams: upstreamsOf(kind) })),
      ...pool.readiness(),
    };
  };
}

const emptyKind = () => ({ taken: 0, slots: 0, serving: 0 });
