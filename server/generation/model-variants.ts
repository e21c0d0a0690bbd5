import type { Catalogue, ModelVariant, Tier, WireProfile } from '../../schema/catalogue.ts';
import type { Pool } from '../tokens/types.ts';
import { offersOf } from './plan-job.ts';
import { unserved } from './unserved.ts';

type Facts =
  | 'id'
  | 'kind'
  | 'mode'
  | 'family'
  | 'ratio'
  | 'seconds'
  | 'resolution'
  | 'minImages'
  | 'maxImages'
  | 'deprecated';

/** One exact thing that can be made, what it costs, and who could make it now. */
export interface VariantOffer extends Pick<ModelVariant, Facts> {
  /** Credits of one result by plan, with as few pictures as it takes; only the plans that may use it. */
  prices: readonly { tier: Tier; credits: number }[];
  /** Tokens that could take it now. */
  eligible: number;
  /** Why no account could serve it at this moment, even with every slot free; null when one could. */
  unavailable: string | null;
}

export interface ModelVariantsDeps {
  catalogue: Catalogue;
  pool: Pick<Pool, 'census' | 'obstacle'>;
  profile(): WireProfile;
}

/** Everything exact that the catalogue has, in its order. What needs the same of an account is looked at once. */
export function createModelVariants({ catalogue, pool, profile }: ModelVariantsDeps) {
  return (): VariantOffer[] => {
    const known = new Map<string, Pick<VariantOffer, 'eligible' | 'unavailable'>>();
    return catalogue.variants.map((variant) => {
      const { id, kind, mode, family, ratio, seconds, resolution, minImages, maxImages, deprecated } = variant;
      const offers = offersOf(variant, minImages, profile());
      const need = { kind, ...offers };
      const key = JSON.stringify(need);
      const standing = known.get(key) ?? standingOf(need);
      known.set(key, standing);
      const prices = Object.entries(offers.priceByTier).map(([tier, credits]) => ({ tier: tier as Tier, credits }));
      const facts = { id, kind, mode, family, ratio, seconds, resolution, minImages, maxImages, deprecated };
      return { ...facts, prices, ...standing };
    });
  };

  function standingOf(need: Parameters<Pool['obstacle']>[0]): Pick<VariantOffer, 'eligible' | 'unavailable'> {
    const obstacle = pool.obstacle(need);
    return {
      eligible: pool.census(need).candidates,
      unavailable: obstacle && unserved(need, obstacle).message,
    };
  }
}
