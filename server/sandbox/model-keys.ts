import { TIERS, type Tier } from '../../schema/catalogue.ts';
import lists from './upstream-models.json' with { type: 'json' };

/** Which generation of the wire the sandbox answers in: late 2025 or 2026. */
export type Profile = 'seed' | 'current';

/** What a model key can be asked to do; each belongs to one operation of the wire. */
export type KeyMode =
  | 'image'
  | 'upsample-image'
  | 't2v'
  | 'i2v-start'
  | 'i2v-start-end'
  | 'r2v'
  | 'extend'
  | 'upsample'
  | 'edit';

/** A model key as the upstream lists it. `credits` are per tier, cheapest tier first; null means not offered to that tier. */
export interface ModelKey {
  key: string;
  modes: readonly KeyMode[];
  /** Without their `IMAGE_ASPECT_RATIO_` or `VIDEO_ASPECT_RATIO_` prefix. */
  aspects: readonly string[];
  /** Length of the clip; null when it follows the source, or for images. */
  seconds: number | null;
  /** Most reference images per request. */
  references: number;
  credits: readonly (number | null)[];
}

const byKey = (list: readonly unknown[]): ReadonlyMap<string, ModelKey> =>
  new Map((list as readonly ModelKey[]).map((entry) => [entry.key, entry]));

const LISTS = { current: byKey(lists.current), seed: byKey(lists.seed), retired: byKey(lists.retired) };

/**
 * A key's entry. Every key of either era is known in both profiles, because a gateway offers all its names on both;
 * tier and price are those of the profile's own list where it has the key.
 */
export function findModelKey(key: string, profile: Profile): ModelKey | undefined {
  const other = profile === 'seed' ? LISTS.current : LISTS.seed;
  return LISTS[profile].get(key) ?? other.get(key) ?? LISTS.retired.get(key);
}

/** Credits that one clip costs an account of this tier; null when the tier may not use the key. */
export function priceFor(model: ModelKey, tier: Tier): number | null {
  return model.credits[TIERS.indexOf(tier)] ?? null;
}
