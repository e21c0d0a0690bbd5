import type { Catalogue, WireProfile } from '../../schema/catalogue.ts';
import type { PassedOver } from '../../schema/generation.ts';
import type { Pool } from '../tokens/types.ts';
import { offersOf } from './plan-job.ts';

/** Who can run a model at this moment. */
export interface ModelStanding {
  /** Catalogue ids that the name may come down to, by which usage counts it. */
  variants: readonly string[];
  /** Tokens that could take it now. */
  eligible: number;
  /** Why the others could not. */
  passedOver: readonly PassedOver[];
}

export interface ModelStandingDeps {
  catalogue: Catalogue;
  pool: Pick<Pool, 'census'>;
  profile(): WireProfile;
}

/** Says of every name who can run it now; names that come down to the same are looked at once. */
export function createModelStanding({ catalogue, pool, profile }: ModelStandingDeps) {
  return (names: readonly string[]): ModelStanding[] => {
    const known = new Map<string, ReturnType<Pool['census']>>();
    return names.map((name) => {
      const variants = catalogue.base(name)?.variants ?? [catalogue.get(name)].filter((variant) => variant !== null);
      const [first] = variants;
      if (first === undefined) return { variants: [], eligible: 0, passedOver: [] };
      const need = { kind: first.kind, ...offersOf(first, first.minImages, profile()) };
      const key = JSON.stringify(need);
      const census = known.get(key) ?? pool.census(need);
      known.set(key, census);
      const ids = variants.map(({ id, aliasOf }) => aliasOf ?? id);
      return { variants: [...new Set(ids)], eligible: census.candidates, passedOver: census.passedOver };
    });
  };
}
