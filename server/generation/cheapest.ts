import type { Catalogue, MediaKind, Tier, WireProfile } from '../../schema/catalogue.ts';
import { offersOf } from './plan-job.ts';

/** What the cheapest model of a kind costs on a tier, credits; 0 for a tier that is offered none. Counted once for each list. */
export function createCheapest(catalogue: Catalogue, profile: () => WireProfile) {
  const known = new Map<string, number>();

  function count(kind: MediaKind, tier: Tier): number {
    const prices = catalogue.variants
      .filter((variant) => variant.kind === kind)
      .flatMap((variant) => offersOf(variant, variant.minImages, profile()).priceByTier[tier] ?? []);
    return prices.length === 0 ? 0 : Math.min(...prices);
  }

  return (kind: MediaKind, tier: Tier): number => {
    const key = `${profile()} ${kind} ${tier}`;
    const price = known.get(key) ?? count(kind, tier);
    known.set(key, price);
    return price;
  };
}
