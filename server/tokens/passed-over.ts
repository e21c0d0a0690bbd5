import type { MediaKind, Tier } from '../../schema/catalogue.ts';
import type { Token } from '../../schema/entities/token.ts';
import type { LeaseNeed, PassedOver } from './types.ts';

const TIER_NAMES = {
  PAYGATE_TIER_NOT_PAID: 'Free',
  PAYGATE_TIER_ONE: 'Pro',
  PAYGATE_TIER_TWO: 'Ultra',
} as const satisfies Record<Tier, string>;

/** So many of those that a reason holds for are named. */
const NAMED = 3;

/** Why a token serves nothing of a kind, whatever is asked for: what the operator wants of it, and then what the pool sees. */
export function absenceOf(token: Token, kind: MediaKind, slots: number): string | null {
  if (!token.enabled) return 'switched off';
  if (token.status === 'expired') return 'signed out';
  if (token.status === 'disabled') return 'disabled after repeated faults';
  if (!(kind === 'image' ? token.imageEnabled : token.videoEnabled)) return `${kind}s switched off`;
  return slots === 0 ? `limit of ${kind}s at once is 0` : null;
}

/** What of a need a token does not meet, even if it had nothing else to do; null when it meets it. */
export function mismatchOf(token: Token, { priceByTier }: Pick<LeaseNeed, 'priceByTier'>): string | null {
  const tier: Tier = token.tier;
  const price = priceByTier[tier];
  if (price === undefined) return needsTier(priceByTier);
  return token.credits < price ? `not enough credits (needs ${price})` : null;
}

/** Jobs of a kind that a token may run at once: its own limit, else the setting. -1 means no limit. */
export function slotsOf(token: Token, kind: MediaKind, limits: Record<MediaKind, number>): number {
  return (kind === 'image' ? token.imageConcurrency : token.videoConcurrency) ?? limits[kind];
}

/** Reasons with how many tokens each holds for and the names of the first, the most frequent first. */
export function countReasons(reasons: Iterable<readonly [string, Token]>): PassedOver[] {
  const counts = new Map<string, { reason: string; count: number; names: string[] }>();
  for (const [reason, token] of reasons) {
    const entry = counts.get(reason) ?? { reason, count: 0, names: [] };
    counts.set(reason, entry);
    entry.count += 1;
    if (entry.names.length < NAMED) entry.names.push(nameFor(token));
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Each reason with how many it holds for, as it reads for one and for many: `2 accounts: signed out`. */
export const inAccounts = (passedOver: readonly PassedOver[]): string[] =>
  passedOver.map(({ reason, count }) => `${accounts(count)}: ${reason}`);

export const accounts = (count: number): string => (count === 1 ? '1 account' : `${count} accounts`);

/** An account as operators know it. */
/** Whose account it is, and what the operator calls it: several may be called alike. */
export const nameFor = ({ remark, email }: Pick<Token, 'remark' | 'email'>): string =>
  remark === null ? email : `${email} (${remark})`;

export function needsTier(priceByTier: LeaseNeed['priceByTier']): string {
  const names = (Object.keys(TIER_NAMES) as Tier[]).filter((tier) => priceByTier[tier] !== undefined);
  if (names.length === 0) return 'the model is offered to no tier';
  return `needs tier ${names.map((tier) => TIER_NAMES[tier]).join(' or ')}`;
}
