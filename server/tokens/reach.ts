import { type MediaKind, TIERS, type Tier } from '../../schema/catalogue.ts';
import type { Health } from './health/health.ts';
import type { Roster, Upstream } from './roster.ts';
import type { Want } from './selection/standing.ts';
import type { LeaseNeed, Unserved } from './types.ts';

export interface ReachDeps {
  roster: Pick<Roster, 'get'>;
  health: Pick<Health, 'outageOf' | 'modelOutageOf'>;
  /** The upstreams that jobs are sent to now. */
  serving(): readonly Upstream[];
  /** Whether anybody of these groups could serve if nothing else was to be done. */
  couldServe(kind: MediaKind, wants: readonly Want[]): boolean;
}

/** What the accounts of one upstream and tier could serve a need with. */
interface Offer extends Want {
  upstream: Upstream;
}

/** To whom jobs may be sent, as far as it depends on upstreams alone. */
export interface Reach {
  /** The upstreams that work, of those that are meant. */
  upstreams: readonly Upstream[];
  /** What may be chosen from. */
  wants: readonly Want[];
  /** Left out because the upstream has no room for their key of the model: it may have one for each tier. */
  full: readonly Offer[];
  /** Set when no upstream works. */
  outage: Outage | null;
}

type Outage = Extract<Unserved, { outcome: 'outage' }>;

/** Says what jobs may be sent to, by what is known of upstreams and of their models; a look costs the same for any pool. */
export function createReach({ roster, health, serving, couldServe }: ReachDeps) {
  /** Those that may be chosen for a need: for one that is bound to a token, its own. */
  function meant({ only }: Pick<LeaseNeed, 'only'>): readonly Upstream[] {
    const upstream = only === undefined ? undefined : roster.get(only)?.upstream;
    return only === undefined ? serving() : serving().filter((each) => each === upstream);
  }

  const roomMsOf = ({ upstream, model }: Offer, kind: MediaKind): number =>
    model === undefined ? 0 : health.modelOutageOf(upstream, kind, model);

  return {
    of(need: Pick<LeaseNeed, 'kind' | 'priceByTier' | 'modelByTier' | 'only'>): Reach {
      const waits = meant(need).map((upstream) => [upstream, health.outageOf(upstream, need.kind)] as const);
      const upstreams = waits.filter(([, waitMs]) => waitMs === 0).map(([upstream]) => upstream);
      const offers = wantsOf(upstreams, need);
      const full = offers.filter((offer) => roomMsOf(offer, need.kind) > 0);
      const wants = full.length === 0 ? offers : offers.filter((offer) => !full.includes(offer));
      if (waits.length === 0 || upstreams.length > 0) return { upstreams, wants, full, outage: null };
      const retryAfterMs = Math.min(...waits.map(([, waitMs]) => waitMs));
      return { upstreams, wants, full, outage: { outcome: 'outage', retryAfterMs } };
    },

    /** How long to wait until there may be room again for somebody who could serve; null when nobody waits for that alone. */
    roomOutage({ kind, only }: Pick<LeaseNeed, 'kind' | 'only'>, { full }: Reach): Outage | null {
      const bound = only === undefined ? undefined : roster.get(only);
      const own = bound && groupOf(bound.upstream, bound.tier);
      const able = full.filter((offer) => (own ?? offer.group) === offer.group && couldServe(kind, [offer]));
      if (able.length === 0) return null;
      const retryAfterMs = Math.min(...able.map((offer) => roomMsOf(offer, kind)));
      return { outcome: 'outage', retryAfterMs, ofModel: true };
    },
  };
}

/** What the groups of these upstreams could serve a need with, room or not. */
export function wantsOf(
  upstreams: readonly Upstream[],
  { priceByTier, modelByTier }: Pick<LeaseNeed, 'priceByTier' | 'modelByTier'>,
): Offer[] {
  const wants: Offer[] = [];
  for (const upstream of upstreams) {
    for (const tier of TIERS) {
      const price = priceByTier[tier];
      const model = modelByTier[tier];
      if (price === undefined) continue;
      wants.push({ upstream, group: groupOf(upstream, tier), price, ...(model !== undefined && { model }) });
    }
  }
  return wants;
}

/** Names of groups, made once: a name that is put together anew has to be hashed anew at each look-up. */
const GROUPS = new Map(
  (['flow', 'sandbox'] as const).map((upstream) => [
    upstream,
    new Map(TIERS.map((tier) => [tier, `${upstream} ${tier}`])),
  ]),
);

export const groupOf = (upstream: Upstream, tier: Tier): string =>
  GROUPS.get(upstream)?.get(tier) ?? `${upstream} ${tier}`;
