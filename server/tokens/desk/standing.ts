import type { MediaKind } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import type { ErrorCode } from '../../../schema/errors.ts';
import type { ModelLimit } from '../../../schema/health.ts';
import { inWords, type Rest } from '../health/condition.ts';

/** What the pool makes of a token, in one word; what needs somebody to look at it comes first. */
export const TOKEN_STATES = [
  'signed-out',
  'disabled',
  'out-of-credits',
  'cooling',
  'limited',
  'serving',
  'off',
] as const;

export type TokenState = (typeof TOKEN_STATES)[number];

/** How something stands, why, and until when; `until` is null when that is not known. */
export interface Standing {
  state: TokenState;
  reason: string | null;
  until: number | null;
}

/** The same for one kind of work. */
export interface KindStanding extends Standing {
  kind: MediaKind;
}

/** What is known about a token and one kind of work. */
export interface KindFacts {
  kind: MediaKind;
  /** Jobs at once, -1 for no limit. */
  slots: number;
  rest: Rest | null;
  /** What it rests for by its own fault. */
  restCode: ErrorCode | null;
  limits: readonly ModelLimit[];
  /** Credits that the cheapest model of this kind costs. */
  cheapest: number;
}

/** How a token stands in one kind of work that the pool could give it. */
export function kindStandingOf(token: Token, facts: KindFacts): KindStanding {
  const { kind, slots, rest, restCode, limits, cheapest } = facts;
  const is = (state: TokenState, reason: string | null = null, until: number | null = null) => ({
    ...{ kind, state, reason, until },
  });
  if (!(kind === 'image' ? token.imageEnabled : token.videoEnabled)) return is('off', `${kind}s are switched off`);
  if (slots === 0) return is('off', `its limit of ${kind}s at once is 0`);
  if (rest !== null) {
    return is(restCode === 'token_out_of_credits' ? 'out-of-credits' : 'cooling', rest.reason, rest.until);
  }
  if (token.credits < cheapest) {
    return is('out-of-credits', `${token.credits} credits are left, the cheapest ${kind} costs ${cheapest}`);
  }
  const [first, ...others] = [...limits].sort((one, other) => one.until - other.until);
  if (first === undefined) return is('serving');
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return is('limited', `${first.modelKey}${more}: ${inWords(first.code)}`, first.until);
}

/**
 * How a token stands as a whole: off when it is not wanted, else as the worse of the kinds that are wanted of it.
 * `asideReason` says why its whole upstream is not used now; null when it is.
 */
export function standingOf(token: Token, kinds: readonly KindStanding[], asideReason: string | null): Standing {
  const { enabled, status, statusReason } = token;
  if (!enabled) return { state: 'off', reason: 'switched off', until: null };
  if (status === 'expired') return { state: 'signed-out', reason: statusReason, until: null };
  if (status === 'disabled') return { state: 'disabled', reason: statusReason, until: null };
  if (asideReason !== null) return { state: 'off', reason: asideReason, until: null };
  const wanted = kinds.filter(({ state }) => state !== 'off');
  const [worst, other] = [...wanted].sort((one, another) => rankOf(one.state) - rankOf(another.state));
  if (worst === undefined) return { state: 'off', reason: 'images and videos are switched off', until: null };
  const { state, reason, until, kind } = worst;
  if (other?.state === state) return { state, reason, until: earlier(until, other.until) };
  return { state, reason: other === undefined || reason === null ? reason : `${kind}s: ${reason}`, until };
}

/** Its place among the states, the worst first. */
export const rankOf = (state: TokenState): number => TOKEN_STATES.indexOf(state);

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);
