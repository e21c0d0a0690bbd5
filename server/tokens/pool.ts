import { type MediaKind, TIERS } from '../../schema/catalogue.ts';
import type { Token } from '../../schema/entities/token.ts';
import type { Choice } from '../../schema/generation.ts';
import type { Health } from './health/health.ts';
import { createHoldings } from './holdings.ts';
import { absenceOf, accounts, inAccounts, nameFor, needsTier, slotsOf } from './passed-over.ts';
import { createReach, groupOf, type Reach, wantsOf } from './reach.ts';
import type { Roster, Upstream } from './roster.ts';
import { createCandidates } from './selection/candidates.ts';
import { hindranceOf } from './selection/lane.ts';
import type { Standing, Want } from './selection/standing.ts';
import type { Strategy } from './selection/strategies.ts';
import type { Lease, LeaseAnswer, LeaseNeed, Pool } from './types.ts';
import { createUnable } from './unable.ts';

/** Live settings of the pool. */
export interface PoolSettings {
  /** Slots of a token without a limit of its own; -1 means no limit. */
  slots: Record<MediaKind, number>;
  /** `auto`: sandbox accounts serve as long as the pool has no real one, whatever state that is in. */
  sandboxMode: 'auto' | 'on' | 'off';
  /** Whom of those who could serve is chosen. */
  strategy: Strategy;
}

export interface PoolDeps {
  roster: Roster;
  health: Health;
  settings(): PoolSettings;
  /** A job gave its slot back and its price was not seen leaving the balance: the balance is to be read again. */
  onBalanceInDoubt(tokenId: number): void;
  /** When an account that is out of the pool is asked next whether it works again; null when that is not soon. */
  nextTryOf(token: Token): number | null;
  now(): number;
  random(): number;
}

const KINDS = ['image', 'video'] as const satisfies MediaKind[];
const NONE = { slots: 0, credits: 0 };
const NOBODY: ReadonlySet<number> = new Set();
const EVERY_TIER = Object.fromEntries(TIERS.map((tier) => [tier, 0])) as Record<(typeof TIERS)[number], number>;

const NO_ROOM = 'Google has no room for this model now';

/** What a token does, and may do, at once. */
export interface Occupancy {
  /** By kind; -1 for no limit. */
  slots: Record<MediaKind, number>;
  inFlight: Record<MediaKind, number>;
  /** Credits set aside for running jobs. */
  reserved: number;
}

/** The pool as operators see it, beside what the rest of the service does. */
export interface WholePool extends Pool {
  settingsChanged(): void;
  occupancyOf(token: Token): Occupancy;
  /** The leases of a token, in the order they were taken. */
  leasesOf(tokenId: number): readonly Lease[];
  /** The upstreams that jobs are sent to now. */
  serving(): readonly Upstream[];
  /** Slots of a token without a limit of its own, as last taken in from the settings. */
  usualSlots(): Readonly<Record<MediaKind, number>>;
  /** Called whenever a slot was taken or given back, or who may serve has changed; returns how to stop listening. */
  onChanged(listener: () => void): () => void;
}

/** All tokens, and the right to use them. @see docs/tokens.md */
export function createPool(deps: PoolDeps): WholePool {
  const { roster, health, settings, onBalanceInDoubt, now, random } = deps;
  let applied = copyOf(settings());
  const strategy = () => applied.strategy;
  const candidates = {
    image: createCandidates({ strategy, random }),
    video: createCandidates({ strategy, random }),
  };
  const holdings = createHoldings();
  const listeners = new Set<() => void>();
  const changeListeners = new Set<() => void>();
  const unable = createUnable({ ...{ roster, health, nextTryOf: deps.nextTryOf, now }, slots: () => applied.slots });

  const reach = createReach({
    ...{ roster, health, serving },
    couldServe: (kind, wants) => candidates[kind].couldServe(wants),
  });

  for (const token of roster.all()) place(token);
  roster.onChange((token, previous) => {
    const paid = (previous?.credits ?? 0) - token.credits;
    if (paid > 0) holdings.paid(token.id, paid);
    place(token);
    if (onlyUsed(token, previous)) return changed();
    unable.forget();
    freed();
  });
  roster.onRemoved(({ id }) => {
    for (const kind of KINDS) candidates[kind].put(id, null);
    unable.forget();
    freed();
  });
  health.onChanged((tokenIds) => {
    for (const id of tokenIds) {
      const token = roster.get(id);
      if (token !== undefined) place(token);
    }
    unable.forget();
    freed();
  });

  function place(token: Token): void {
    for (const kind of KINDS) {
      const absence = absenceOf(token, kind, slotsOf(token, kind, applied.slots)) ?? health.restOf(token, kind)?.reason;
      if (absence === undefined) candidates[kind].put(token.id, standingOf(token, kind));
      else candidates[kind].put(token.id, null, { group: groupOf(token.upstream, token.tier), reason: absence });
    }
  }

  /** What a job takes or gives back changes nothing else about a token. Both kinds share its credits. */
  function busy(tokenId: number): void {
    const reserved = holdings.reserved(tokenId);
    for (const kind of KINDS) candidates[kind].busy(tokenId, holdings.inFlight(tokenId, kind), reserved);
  }

  function standingOf(token: Token, kind: MediaKind): Standing {
    const limits = health.limitsOf(token.id, kind);
    return {
      group: groupOf(token.upstream, token.tier),
      inFlight: holdings.inFlight(token.id, kind),
      slots: slotsOf(token, kind, applied.slots),
      credits: token.credits,
      reserved: holdings.reserved(token.id),
      ...(limits.size > 0 && { limitedModels: new Set(limits.keys()) }),
    };
  }

  /** Settings may change at any time; only then is everybody looked at again. */
  function applySettings(): void {
    const wanted = copyOf(settings());
    const sameSlots = KINDS.every((kind) => wanted.slots[kind] === applied.slots[kind]);
    if (!sameSlots || wanted.sandboxMode !== applied.sandboxMode) unable.forget();
    applied = wanted;
    if (!sameSlots) for (const token of roster.all()) place(token);
  }

  function serving(): Upstream[] {
    if (applied.sandboxMode === 'on') return ['flow', 'sandbox'];
    return applied.sandboxMode === 'auto' && roster.count('flow') === 0 ? ['sandbox'] : ['flow'];
  }

  function take(tokenId: number, need: LeaseNeed, choice: Choice): Lease {
    const { generationId, kind, priceByTier, modelByTier } = need;
    const token = known(tokenId);
    const { upstream } = token;
    const tier: Lease['tier'] = token.tier;
    const credits = priceByTier[tier] ?? 0;
    const way = health.wayOf(token);
    const lease = { generationId, tokenId, kind, tier, credits, upstream, takenAt: now(), way, choice };
    holdings.take(lease, false);
    candidates[kind].used(tokenId);
    roster.used(tokenId, lease.takenAt);
    busy(tokenId);
    changed();
    health.taken(upstream, { generationId, tokenId, kind, modelKey: modelByTier[tier] ?? '' });
    return lease;
  }

  function known(tokenId: number): Token {
    const token = roster.get(tokenId);
    if (token === undefined) throw new Error(`Token ${tokenId} was chosen but is not in the pool.`);
    return token;
  }

  /** What the token that a need is bound to has to be waited for, or that it is free; null when it cannot serve it. */
  function standingOfBound(
    { kind, only }: Pick<LeaseNeed, 'kind' | 'only'>,
    wants: readonly Want[],
  ): 'free' | 'full' | 'setAside' | null {
    const token = only === undefined ? undefined : roster.get(only);
    if (token === undefined) return null;
    if (absenceOf(token, kind, slotsOf(token, kind, applied.slots)) !== null) return null;
    const standing = standingOf(token, kind);
    const want = wants.find(({ group }) => group === standing.group);
    if (want === undefined || health.restOf(token, kind) !== null) return null;
    const hindrance = hindranceOf(standing, { price: want.price, model: want.model ?? null });
    return hindrance === 'limited' || hindrance === 'poor' ? null : (hindrance ?? 'free');
  }

  /** Whom to take, and why; or how many slots or credits have to be waited for. */
  function choose(need: LeaseNeed, within: Reach) {
    const { kind, exclude, only } = need;
    const { wants } = within;
    if (only === undefined) {
      const chosen = candidates[kind].choose(wants, exclude);
      // Explained before the slot is taken, so that the chosen one counts as a candidate.
      const choice = chosen === null ? null : explain(chosen.by, need, within);
      if (chosen !== null && choice !== null) return { id: chosen.id, choice, waiting: NONE };
      return { id: null, choice: null, waiting: candidates[kind].waiting(wants, exclude) };
    }
    const standing = exclude.has(only) ? null : standingOfBound(need, wants);
    const choice = { strategy: applied.strategy, candidates: 1, by: 'asked for by the operator', passedOver: [] };
    if (standing === 'free') return { id: only, choice, waiting: NONE };
    const waiting = { slots: standing === 'full' ? 1 : 0, credits: standing === 'setAside' ? 1 : 0 };
    return { id: null, choice: null, waiting };
  }

  function explain(
    by: string,
    need: Omit<LeaseNeed, 'generationId'>,
    { upstreams, wants, full }: Pick<Reach, 'upstreams' | 'wants' | 'full'>,
  ): Choice {
    const { kind, exclude, priceByTier } = need;
    const reason = needsTier(priceByTier);
    const closed = TIERS.filter((tier) => priceByTier[tier] === undefined);
    const others = upstreams.flatMap((upstream) => closed.map((tier) => ({ group: groupOf(upstream, tier), reason })));
    const noRoom = full.map(({ group }) => ({ group, reason: NO_ROOM }));
    const { candidates: count, passedOver } = candidates[kind].census(wants, exclude, [...others, ...noRoom]);
    return {
      strategy: applied.strategy,
      candidates: count,
      by,
      passedOver: passedOver.map(({ ids, ...over }) => ({ ...over, names: ids.map(nameOf) })),
    };
  }

  function nameOf(tokenId: number): string {
    const token = roster.get(tokenId);
    return token === undefined ? `token ${tokenId}` : nameFor(token);
  }

  function freed(): void {
    for (const listener of [...listeners]) listener();
    changed();
  }

  function changed(): void {
    for (const listener of changeListeners) listener();
  }

  return {
    lease(need): LeaseAnswer {
      applySettings();
      const within = reach.of(need);
      if (within.outage !== null) return within.outage;
      const { id, choice, waiting } = choose(need, within);
      if (id !== null) return { outcome: 'leased', lease: take(id, need, choice) };
      if (waiting.slots + waiting.credits > 0) return { outcome: 'busy', limit: limitOf(need.kind, waiting) };
      const noRoom = reach.roomOutage(need, within);
      if (noRoom !== null) return noRoom;
      const why = unable.serve(need, within.upstreams);
      return why.onTrial
        ? { outcome: 'busy', limit: 'another job is finding out whether an account works again' }
        : {
            outcome: 'impossible',
            passedOver: why.passedOver,
            retryAfterMs: why.retryAfterMs,
            askedAgainMs: why.askedAgainMs,
            ...(why.cutOff && { cutOff: true }),
          };
    },

    restore(lease) {
      holdings.take(lease, true);
      busy(lease.tokenId);
    },

    release(generationId) {
      const given = holdings.giveBack(generationId);
      if (given === null) return;
      const token = roster.get(given.lease.tokenId);
      if (token === undefined) return changed();
      busy(token.id);
      health.givenBack(token.upstream, given.lease);
      if (!given.paid && given.lease.credits > 0) onBalanceInDoubt(token.id);
      freed();
    },

    /** Takes new settings in at once, so that those who wait for a slot need not wait for the next request. */
    settingsChanged() {
      applySettings();
      health.settingsChanged();
      freed();
    },

    onFreed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    onStalled: health.onStalled,

    onChanged(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },

    serving,
    usualSlots: () => applied.slots,
    leasesOf: holdings.leasesOf,

    // It is asked about every token at once, so the settings are those that were last taken in.
    occupancyOf(token) {
      const byKind = (of: (kind: MediaKind) => number) => ({ image: of('image'), video: of('video') });
      return {
        slots: byKind((kind) => slotsOf(token, kind, applied.slots)),
        inFlight: byKind((kind) => holdings.inFlight(token.id, kind)),
        reserved: holdings.reserved(token.id),
      };
    },

    knows: (tokenId) => roster.get(tokenId) !== undefined,
    held: () => holdings.held,

    soleUpstream() {
      applySettings();
      const [first, second] = serving();
      return second === undefined ? (first ?? null) : null;
    },

    obstacle(need) {
      applySettings();
      const within = reach.of(need);
      const { upstreams, wants, outage } = within;
      if (outage !== null) return outage;
      const could =
        need.only === undefined ? candidates[need.kind].couldServe(wants) : standingOfBound(need, wants) !== null;
      if (could) return null;
      const noRoom = reach.roomOutage(need, within);
      if (noRoom !== null) return noRoom;
      const { passedOver } =
        need.only === undefined ? explain('', { ...need, exclude: NOBODY }, within) : unable.serve(need, upstreams);
      return { outcome: 'impossible', passedOver, retryAfterMs: null };
    },

    census(need) {
      applySettings();
      const upstreams = serving();
      const { candidates: count, passedOver } = explain(
        '',
        { ...need, exclude: NOBODY },
        { upstreams, wants: wantsOf(upstreams, need), full: [] },
      );
      return { candidates: count, passedOver };
    },

    readiness() {
      applySettings();
      const upstreams = serving();
      const wants = wantsOf(upstreams, { priceByTier: EVERY_TIER, modelByTier: {} });
      if (wants.some(({ group }) => KINDS.some((kind) => candidates[kind].size(group) > 0))) {
        return { ready: true, reasons: [] };
      }
      const need = { kind: 'image', priceByTier: EVERY_TIER, modelByTier: {} } as const;
      const why = unable.serve(need, upstreams).passedOver;
      if (why.length === 0) return { ready: false, reasons: ['the pool is empty: add a token'] };
      return { ready: false, reasons: inAccounts(why) };
    },
  };
}

/** A snapshot, to be compared with what the settings say later. */
const copyOf = ({ slots, ...others }: PoolSettings): PoolSettings => ({ ...others, slots: { ...slots } });

function limitOf(kind: MediaKind, waiting: { slots: number; credits: number }): string {
  if (waiting.slots === 0) return `the credits left on ${accounts(waiting.credits)} are set aside for running jobs`;
  return `every ${kind} slot of ${accounts(waiting.slots)} that can serve this is taken`;
}

/** Whether a change cannot let anybody serve who could not before. */
function onlyUsed(token: Token, previous: Token | null): boolean {
  if (previous === null) return false;
  return (
    (
      ['enabled', 'status', 'imageEnabled', 'videoEnabled', 'tier', 'imageConcurrency', 'videoConcurrency'] as const
    ).every((column) => token[column] === previous[column]) && token.credits <= previous.credits
  );
}
