import {
  type Catalogue,
  type ModelVariant,
  RESOLUTIONS,
  resolveModel,
  shortfall,
  type Wishes,
} from '../../schema/catalogue.ts';

/** Whether somebody could make such a thing, if every slot were free. */
export type CouldServe = (variant: ModelVariant) => boolean;

/** The model that a request means, and what is to be said of it; null for nothing. */
export interface Served {
  variant: ModelVariant;
  notice: string | null;
}

/**
 * The model that a name and the wishes mean. Where pixels or a quality word lead to an enlargement that no account can make
 * now, it is the next smaller size that one can, and the notice says so: neither insists as a size in words does.
 * @throws ServiceError as `resolveModel` does
 */
export function servedVariant(catalogue: Catalogue, model: string, wishes: Wishes, couldServe: CouldServe): Served {
  const meant = resolveModel(catalogue, model, wishes);
  if (meant.upsample !== null && !couldServe(meant)) {
    for (const atMost of RESOLUTIONS.slice(0, RESOLUTIONS.indexOf(meant.resolution)).reverse()) {
      const smaller = resolveModel(catalogue, model, { ...wishes, atMost });
      if (smaller.resolution === meant.resolution) break; // it was asked for in words
      if (couldServe(smaller)) return { variant: smaller, notice: lessThanMeant(meant, smaller) };
    }
  }
  return { variant: meant, notice: shortfall(meant, wishes) };
}

function lessThanMeant(meant: ModelVariant, { resolution }: ModelVariant): string {
  return `No account can make ${meant.resolution} at this moment, so this is ${resolution}.`;
}
