import type { Catalogue, ListedModel, MediaKind, Tier, WireProfile } from '../../schema/catalogue.ts';
import type { Pool } from '../tokens/types.ts';
import { type Offers, offersOf } from './plan-job.ts';
import { unserved } from './unserved.ts';

/** What is said of a name to callers. What depends on the variant is that of the default one, with as few pictures as it takes. */
export interface OfferedModel extends Omit<ListedModel, 'tiers' | 'credits'> {
  /** The tiers that may use it. */
  readonly tiers: readonly Tier[];
  /** Credits for those tiers, an enlargement included; null when the price is not known. */
  readonly credits: Offers['priceByTier'] | null;
  /** Why no account could serve it at this moment, even with every slot free; null when one could. */
  readonly unavailable: string | null;
}

export interface OfferedModelsDeps {
  catalogue: Catalogue;
  /** Whether callers are not shown a name, which yet works. */
  isHidden(name: string): boolean;
  pool: Pick<Pool, 'obstacle'>;
  profile(): WireProfile;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** How long it holds who could be served: apps ask at every turn. */
const KEPT_MS = 1_000;

interface Need extends Offers {
  kind: MediaKind;
}

/** The names that a price list offers, and the few different needs that they come down to. */
interface Offering {
  source: ReturnType<Catalogue['list']>;
  profile: WireProfile;
  models: readonly { listed: ListedModel; need: string; offers: Offers }[];
  needs: ReadonlyMap<string, Need>;
}

/** The answers about one offering. The list is another one only when one of them is. */
interface Answers {
  offering: Offering;
  at: number;
  obstacles: ReadonlyMap<string, string | null>;
  list: readonly OfferedModel[];
  /** Those that callers are shown. */
  listed: readonly OfferedModel[];
  byName: ReadonlyMap<string, OfferedModel>;
}

/** The catalogue as callers see it, with whether each name can be served now. The pool is asked at most once a second. */
export function createOfferedModels({ catalogue, isHidden, pool, profile, elapsed }: OfferedModelsDeps) {
  let latest: Answers | null = null;

  function current(): Answers {
    if (latest === null || elapsed() - latest.at >= KEPT_MS || !isSound(latest.offering)) latest = asked();
    return latest;
  }

  /** Whether it still says what is offered. */
  const isSound = (offering: Offering): boolean =>
    offering.profile === profile() && offering.source === catalogue.list();

  function asked(): Answers {
    const at = elapsed();
    const offering = latest !== null && isSound(latest.offering) ? latest.offering : offeringOf(catalogue, profile());
    const obstacles = new Map([...offering.needs].map(([key, need]) => [key, obstacleTo(need)]));
    if (latest?.offering === offering && [...obstacles].every(([key, why]) => latest?.obstacles.get(key) === why)) {
      return { ...latest, at };
    }
    const list = offering.models.map(({ listed, need, offers }) => ({
      ...listed,
      tiers: listed.tiers[offering.profile],
      credits: listed.credits && offers.priceByTier,
      unavailable: obstacles.get(need) ?? null,
    }));
    const listed = list.filter(({ id }) => !isHidden(id));
    return { offering, at, obstacles, list, listed, byName: new Map(list.map((model) => [model.id, model])) };
  }

  function obstacleTo(need: Need): string | null {
    const answer = pool.obstacle(need);
    return answer && unserved(need, answer).message;
  }

  return {
    /** The same list as before for as long as nothing of it has changed; those that callers are not shown among them. */
    list: (): readonly OfferedModel[] => current().list,
    /** Those that callers are shown, in the same way. */
    listed: (): readonly OfferedModel[] => current().listed,
    get: (name: string): OfferedModel | null => current().byName.get(name) ?? null,
    nearest: catalogue.nearest,
  };
}

function offeringOf(catalogue: Catalogue, profile: WireProfile): Offering {
  const needs = new Map<string, Need>();
  const source = catalogue.list();
  const models = source.map((listed) => {
    const variant = catalogue.get(listed.id) ?? catalogue.base(listed.id)?.variants[0];
    if (variant === undefined) throw new Error(`${listed.id} is listed and stands for nothing`);
    const offers = offersOf(variant, variant.minImages, profile);
    const need = JSON.stringify([variant.kind, offers]);
    needs.set(need, { kind: variant.kind, ...offers });
    return { listed, need, offers };
  });
  return { source, profile, models, needs };
}
