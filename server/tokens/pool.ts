import { type MediaKind, TIERS, type Tier } from '../../schema/catalogue.ts';
import type { Token } from '../../schema/entities/token.ts';
import { createHoldings } from './holdings.ts';
import { countReasons, slotsOf, whyNot } from './passed-over.ts';
import type { Roster, Upstream } from './roster.ts';
import { createCandidates, type Standing, type Want } from './select.ts';
import type { Lease, LeaseAnswer, LeaseNeed, PassedOver, Pool } from './types.ts';

/** Live settings of the pool. */
export interface PoolSettings {
  /** Slots of a token without a limit of its own; -1 means no limit. */
  slots: Record<MediaKind, number>;
  /** `auto`: sandbox accounts serve as long as the pool has no real one, whatever state that is in. */
  sandboxMode: 'auto' | 'on' | 'off';
}

export interface PoolDeps {
  roster: Roster;
  settings(): PoolSettings;
  /** A job gave its slot back and its price was not seen leaving the balance: the balance is to be read again. */
  onBalanceInDoubt(tokenId: number): void;
  now(): number;
}

const KINDS = ['image', 'video'] as const satisfies MediaKind[];
/** How long the reasons that were counted for a need answer for the next one like it. */
const REASONS_MS = 1_000;
const EVERY_TIER = Object.fromEntries(TIERS.map((tier) => [tier, 0])) as Record<(typeof TIERS)[number], number>;

/** All tokens, and the right to use them. @see docs/tokens.md */
export function createPool({ roster, settings, onBalanceInDoubt, now }: PoolDeps): Pool & { settingsChanged(): void } {
  const candidates = { image: createCandidates(), video: createCandidates() };
  const holdings = createHoldings();
  const listeners = new Set<() => void>();
  const reasons = new Map<string, { at: number; counted: readonly PassedOver[] }>();
  let applied = copyOf(settings());

  for (const token of roster.all()) place(token);
  roster.onChange((token, previous) => {
    const paid = (previous?.credits ?? 0) - token.credits;
    if (paid > 0) holdings.paid(token.id, paid);
    place(token);
    if (onlyUsed(token, previous)) return;
    reasons.clear();
    freed();
  });

  function place(token: Token): void {
    for (const kind of KINDS) candidates[kind].put(token.id, standingOf(token, kind));
  }

  /** What a job takes or gives back changes nothing else about a token. Both kinds share its credits. */
  function busy(tokenId: number): void {
    const reserved = holdings.reserved(tokenId);
    for (const kind of KINDS) candidates[kind].busy(tokenId, holdings.inFlight(tokenId, kind), reserved);
  }

  function standingOf(token: Token, kind: MediaKind): Standing | null {
    const slots = slotsOf(token, kind, applied.slots);
    const { tier, credits } = token;
    // Whether it can pay is asked per price; everything else that rules it out is known now.
    if (whyNot(token, { kind, priceByTier: { [tier]: 0 } }, slots) !== null) return null;
    const inFlight = holdings.inFlight(token.id, kind);
    return { group: groupOf(token.upstream, tier), inFlight, slots, credits, reserved: holdings.reserved(token.id) };
  }

  /** Settings may change at any time; only then is everybody looked at again. */
  function applySettings(): void {
    const wanted = copyOf(settings());
    if (KINDS.every((kind) => wanted.slots[kind] === applied.slots[kind])) {
      if (wanted.sandboxMode !== applied.sandboxMode) reasons.clear();
      applied = wanted;
      return;
    }
    applied = wanted;
    reasons.clear();
    for (const token of roster.all()) place(token);
  }

  function serving(): Upstream[] {
    if (applied.sandboxMode === 'on') return ['flow', 'sandbox'];
    return applied.sandboxMode === 'auto' && roster.count('flow') === 0 ? ['sandbox'] : ['flow'];
  }

  function wantsOf(priceByTier: LeaseNeed['priceByTier']): Want[] {
    const wants: Want[] = [];
    for (const upstream of serving()) {
      for (const tier of TIERS) {
        const price = priceByTier[tier];
        if (price !== undefined) wants.push({ group: groupOf(upstream, tier), price });
      }
    }
    return wants;
  }

  function take(tokenId: number, { generationId, kind, priceByTier }: LeaseNeed): Lease {
    const token = roster.get(tokenId);
    if (token === undefined) throw new Error(`Token ${tokenId} was chosen but is not in the pool.`);
    const { upstream } = token;
    const tier: Lease['tier'] = token.tier;
    const lease = { generationId, tokenId, kind, tier, credits: priceByTier[tier] ?? 0, upstream, takenAt: now() };
    holdings.take(lease, false);
    candidates[kind].used(tokenId);
    roster.used(tokenId, lease.takenAt);
    busy(tokenId);
    return lease;
  }

  /** Looks at every token, so it is asked only when nobody can serve, and at most once a second for each kind of need. */
  function passedOver(need: Pick<LeaseNeed, 'kind' | 'priceByTier'>): readonly PassedOver[] {
    const key = `${need.kind} ${TIERS.map((tier) => need.priceByTier[tier]).join()}`;
    const known = reasons.get(key);
    if (known !== undefined && now() - known.at < REASONS_MS) return known.counted;
    const upstreams = serving();
    const served = [...roster.all()].filter((token) => upstreams.includes(token.upstream));
    const counted = countReasons(
      served.map((token) => whyNot(token, need, slotsOf(token, need.kind, applied.slots)) ?? ALREADY_TRIED),
    );
    reasons.set(key, { at: now(), counted });
    return counted;
  }

  function freed(): void {
    for (const listener of [...listeners]) listener();
  }

  return {
    lease(need): LeaseAnswer {
      applySettings();
      const wants = wantsOf(need.priceByTier);
      const chosen = candidates[need.kind].choose(wants, need.exclude);
      if (chosen !== null) return { outcome: 'leased', lease: take(chosen, need) };
      const waiting = candidates[need.kind].waiting(wants, need.exclude);
      if (waiting.slots + waiting.credits === 0) {
        return { outcome: 'impossible', passedOver: passedOver(need) };
      }
      return { outcome: 'busy', limit: limitOf(need.kind, waiting) };
    },

    restore(lease) {
      holdings.take(lease, true);
      busy(lease.tokenId);
    },

    release(generationId) {
      const given = holdings.giveBack(generationId);
      if (given === null) return;
      const token = roster.get(given.lease.tokenId);
      if (token === undefined) return;
      busy(token.id);
      if (!given.paid && given.lease.credits > 0) onBalanceInDoubt(token.id);
      freed();
    },

    /** Takes new settings in at once, so that those who wait for a slot need not wait for the next request. */
    settingsChanged() {
      applySettings();
      freed();
    },

    onFreed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    held: () => holdings.held,

    soleUpstream() {
      applySettings();
      const [first, second] = serving();
      return second === undefined ? (first ?? null) : null;
    },

    readiness() {
      applySettings();
      const wants = wantsOf(EVERY_TIER);
      if (wants.some(({ group }) => KINDS.some((kind) => candidates[kind].size(group) > 0))) {
        return { ready: true, reasons: [] };
      }
      const why = passedOver({ kind: 'image', priceByTier: EVERY_TIER });
      if (why.length === 0) return { ready: false, reasons: ['the pool is empty: add a token'] };
      return { ready: false, reasons: why.map(({ reason, count }) => `${accounts(count)}: ${reason}`) };
    },
  };
}

/** A snapshot, to be compared with what the settings say later. */
const copyOf = ({ slots, sandboxMode }: PoolSettings): PoolSettings => ({ slots: { ...slots }, sandboxMode });

/** Those who could serve, when nobody can be chosen: they are the ones that the caller excluded. */
const ALREADY_TRIED = 'already tried for this request';

/** Names of groups, made once: a name that is put together anew has to be hashed anew at each look-up. */
const GROUPS = new Map(
  (['flow', 'sandbox'] as const).map((upstream) => [
    upstream,
    new Map(TIERS.map((tier) => [tier, `${upstream} ${tier}`])),
  ]),
);

const groupOf = (upstream: Upstream, tier: Tier): string => GROUPS.get(upstream)?.get(tier) ?? `${upstream} ${tier}`;

const accounts = (count: number) => (count === 1 ? '1 account' : `${count} accounts`);

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
