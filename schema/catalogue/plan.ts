import { ServiceError } from '../errors.ts';
import { type KeyUse, type ModelVariant, TIERS, type Tier, type UpstreamKey, type WireProfile } from './types.ts';

/** How one job is asked of the upstream for an account of one tier. */
export interface Plan {
  readonly operation: KeyUse;
  readonly key: string;
  /** Price of the generation itself; 0 when no price list knows the key, so that the upstream decides. */
  readonly credits: number;
  /** The second step, with its own price; null when the result is delivered as made. */
  readonly upsample: { readonly key: string; readonly resolution: string; readonly credits: number } | null;
}

/**
 * The plan for an account of this tier, or null when the tier may not use the model. Ultra accounts get the key's
 * `_ultra` twin where the plain key is closed to them.
 * @throws ServiceError `invalid_value` for a number of images that the model does not take (`checkImages` says it first)
 */
export function planFor(
  variant: ModelVariant,
  tier: Tier,
  imageCount: number,
  profile: WireProfile = 'current',
): Plan | null {
  const operation = operationFor(variant, imageCount);
  const key = operation && variant.keys[operation]?.[tier];
  if (!operation || !key) {
    throw new ServiceError('invalid_value', `${variant.id} can not be used with ${imageCount} images.`, {
      param: 'messages',
    });
  }
  if (!meetsFloor(variant, tier)) return null;
  const credits = priceOf(key, tier, profile);
  const { upsample } = variant;
  const upsampleCredits = upsample ? priceOf(upsample, tier, profile) : 0;
  if (credits === null || upsampleCredits === null) return null;
  return {
    operation,
    key: key.key,
    credits,
    upsample: upsample && { key: upsample.key, resolution: upsample.resolution, credits: upsampleCredits },
  };
}

/** The tiers whose accounts can serve a variant, cheapest first, whatever the number of images. */
export function tiersFor(variant: ModelVariant, profile: WireProfile): readonly Tier[] {
  return TIERS.filter((tier) => {
    const keys: readonly (UpstreamKey | null)[] = [
      ...Object.values(variant.keys).map((byTier) => byTier[tier]),
      variant.upsample,
    ];
    return meetsFloor(variant, tier) && keys.every((key) => key === null || priceOf(key, tier, profile) !== null);
  });
}

function meetsFloor(variant: ModelVariant, tier: Tier): boolean {
  return TIERS.indexOf(tier) >= TIERS.indexOf(variant.minTier);
}

/** Null when the tier is not offered the key; 0 when the price is not known. */
function priceOf({ prices }: UpstreamKey, tier: Tier, profile: WireProfile): number | null {
  const list = prices[profile];
  return list ? list[tier] : 0;
}

function operationFor({ mode, minImages, maxImages }: ModelVariant, imageCount: number): KeyUse | null {
  if (imageCount < minImages || imageCount > maxImages) return null;
  if (mode === 't2i') return 'image';
  if (mode === 't2v') return 'text';
  if (mode === 'i2v') return imageCount === 1 ? 'start-image' : 'start-end-image';
  return imageCount === 0 ? 'text' : 'reference-images';
}
