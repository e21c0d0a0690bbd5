import type { MediaKind, Tier } from '../../schema/catalogue.ts';
import type { Token } from '../../schema/entities/token.ts';
import type { LeaseNeed, PassedOver } from './types.ts';

const TIER_NAMES = {
  PAYGATE_TIER_NOT_PAID: 'Free',
  PAYGATE_TIER_ONE: 'Pro',
  PAYGATE_TIER_TWO: 'Ultra',
} as const satisfies Record<Tier, string>;

/** Why a token could not serve a need even if it had nothing else to do; null when it could. */
export function whyNot(
  token: Token,
  { kind, priceByTier }: Pick<LeaseNeed, 'kind' | 'priceByTier'>,
  slots: number,
): string | null {
  if (!token.enabled) return 'switched off';
  if (token.status === 'expired') return 'signed out';
  if (token.status === 'disabled') return 'disabled after repeated faults';
  if (!(kind === 'image' ? token.imageEnabled : token.videoEnabled)) return `${kind}s switched off`;
  const tier: Tier = token.tier;
  const price = priceByTier[tier];
  if (price === undefined) return `needs tier ${tierNames(priceByTier)}`;
  if (token.credits < price) return `not enough credits (needs ${price})`;
  return slots === 0 ? `its limit of ${kind}s at once is 0` : null;
}

/** Jobs of a kind that a token may run at once: its own limit, else the setting. -1 means no limit. */
export function slotsOf(token: Token, kind: MediaKind, limits: Record<MediaKind, number>): number {
  return (kind === 'image' ? token.imageConcurrency : token.videoConcurrency) ?? limits[kind];
}

/** Reasons with how many tokens each holds for, the most frequent first. */
export function countReasons(reasons: Iterable<string>): PassedOver[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

function tierNames(priceByTier: LeaseNeed['priceByTier']): string {
  const names = (Object.keys(TIER_NAMES) as Tier[]).filter((tier) => priceByTier[tier] !== undefined);
  return names.map((tier) => TIER_NAMES[tier]).join(' or ') || 'none: the model is offered to no tier';
}
