import { type MediaKind, TIERS, type Tier } from '../../schema/catalogue.ts';
import type { Token } from '../../schema/entities/token.ts';
import type { PassedOver } from '../../schema/generation.ts';
import { inWords, type Rest } from './health/condition.ts';
import type { Health } from './health/health.ts';
import { absenceOf, countReasons, mismatchOf, slotsOf } from './passed-over.ts';
import { REVIVED, type Roster, type Upstream } from './roster.ts';
import type { LeaseNeed } from './types.ts';

export interface UnableDeps {
  roster: Roster;
  health: Pick<Health, 'restOf' | 'limitsOf' | 'endOf'>;
  /** Slots of a token without a limit of its own. */
  slots(): Record<MediaKind, number>;
  /** When an account that is out of the pool is asked next whether it works again; null when that is not soon. */
  nextTryOf(token: Token): number | null;
  now(): number;
}

/** Why nobody can serve a need. */
export interface Unable {
  passedOver: readonly PassedOver[];
  /** When the first one may be able to again, milliseconds from now; null when nobody will by itself. */
  retryAfterMs: number | null;
  /** When the first one that is out is asked whether it works again, milliseconds from now; undefined when that is not soon. */
  askedAgainMs: number | undefined;
  /** Somebody is being tried right now, so that it will be known in a moment. */
  onTrial: boolean;
  /** Somebody has no other trouble than a way out that is broken. */
  cutOff: boolean;
}

interface Counted {
  at: number;
  passedOver: readonly PassedOver[];
  until: number | null;
  askedAgainAt: number | null;
  onTrial: boolean;
  cutOff: boolean;
}

/** How long what was counted for a need answers for the next one like it. */
const KEPT_MS = 1_000;
/** Of the one that a job is bound to. */
const NOT_IN_USE = 'jobs are not sent to its upstream now, see [sandbox] mode';
/** Those who could serve, when nobody can be chosen: they are the ones that the caller excluded. */
const ALREADY_TRIED = 'already tried for this request';

type Need = Pick<LeaseNeed, 'kind' | 'priceByTier' | 'modelByTier' | 'only'>;

/** Says why nobody can serve. It looks at every token, but only then, and at most once a second for each kind of need. */
export function createUnable({ roster, health, slots, nextTryOf, now }: UnableDeps) {
  const known = new Map<string, Counted>();

  function count(need: Need, upstreams: readonly Upstream[]): Counted {
    const reasons: [string, Token][] = [];
    let until: number | null = null;
    let askedAgainAt: number | null = null;
    let onTrial = false;
    let cutOff = false;
    for (const token of meant(need)) {
      if (!upstreams.includes(token.upstream)) {
        if (need.only !== undefined) reasons.push([NOT_IN_USE, token]);
        continue;
      }
      const never = neverFor(token, need);
      const nextTryAt = never === null ? null : nextTryOf(token);
      if (nextTryAt !== null && neverFor({ ...token, ...REVIVED }, need) === null) {
        askedAgainAt = Math.min(askedAgainAt ?? nextTryAt, nextTryAt);
      }
      const rest = never === null ? restFor(token, need) : null;
      reasons.push([never ?? rest?.reason ?? ALREADY_TRIED, token]);
      if (rest === null) continue;
      cutOff ||= rest.cutOff === true;
      if (rest.until === null) onTrial = true;
      else until = Math.min(until ?? rest.until, rest.until);
    }
    return { at: now(), passedOver: countReasons(reasons), until, askedAgainAt, onTrial, cutOff };
  }

  const neverFor = (token: Token, need: Need): string | null =>
    absenceOf(token, need.kind, slotsOf(token, need.kind, slots())) ?? mismatchOf(token, need);

  /** Everybody, or the one that a job is bound to. */
  function meant({ only }: Need): Iterable<Token> {
    const token = only === undefined ? undefined : roster.get(only);
    return only === undefined ? roster.all() : token === undefined ? [] : [token];
  }

  function restFor(token: Token, { kind, modelByTier }: Need): Rest | null {
    const rest = health.restOf(token, kind);
    if (rest !== null) return rest;
    const tier: Tier = token.tier;
    const limit = health.limitsOf(token.id, kind).get(modelByTier[tier] ?? '');
    return limit === undefined ? null : { reason: inWords(limit.code), until: health.endOf(limit) };
  }

  return {
    serve(need: Need, upstreams: readonly Upstream[]): Unable {
      const key = [
        need.kind,
        need.only,
        upstreams,
        ...TIERS.map((tier) => [need.priceByTier[tier], need.modelByTier[tier]]),
      ].join();
      const kept = known.get(key);
      const isFresh = kept !== undefined && now() >= kept.at && now() - kept.at < KEPT_MS;
      const counted = isFresh ? kept : count(need, upstreams);
      known.set(key, counted);
      const { passedOver, until, askedAgainAt, onTrial, cutOff } = counted;
      const waitFor = (at: number) => Math.max(at - now(), 0);
      return {
        passedOver,
        retryAfterMs: until === null ? null : waitFor(until),
        askedAgainMs: askedAgainAt === null ? undefined : waitFor(askedAgainAt),
        onTrial,
        cutOff,
      };
    },
    /** Something changed: what was counted may no longer hold. */
    forget: () => known.clear(),
  };
}
