import type { Outputs } from '../../api/types.ts';

export type Model = Outputs['models']['list'][number];
export type Group = Outputs['overview']['activity']['groups'][number];
type Tier = Model['tiers'][number];

/** The plans, the least first. */
const TIERS = ['PAYGATE_TIER_NOT_PAID', 'PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'] as const satisfies Tier[];

/** Models that differ in shape, length, size and mode only. */
export interface Family {
  name: string;
  kind: Model['kind'];
  /** The name that leaves most open: what most callers want. */
  main: Model;
  /** All names, those that leave something open first. */
  models: Model[];
  modes: Model['modes'];
  ratios: Model['ratios'];
  seconds: Model['seconds'];
  resolutions: Model['resolutions'];
  /** The least plan with which one of them can be used; null when there is none. */
  leastTier: Tier | null;
  /** Credits of one result, the cheapest and the dearest; null when no price is known. */
  cost: [number, number] | null;
  /** Tokens that can take the one of them that most can take. */
  eligible: number;
  isRetired: boolean;
}

/** How much a name leaves to the request. */
const openness = ({ ratios, seconds, resolutions, modes }: Model): number =>
  ratios.length * Math.max(1, seconds.length) * resolutions.length * modes.length;

export const isOpen = (model: Model): boolean => openness(model) > 1;

/** In the order of the catalogue; those that the upstream no longer lists come last. */
export function familiesOf(models: readonly Model[]): Family[] {
  const families = [...Map.groupBy(models, ({ family }) => family)].map(([name, all]) => familyOf(name, all));
  return families.sort((one, other) => Number(one.isRetired) - Number(other.isRetired));
}

function familyOf(name: string, all: Model[]): Family {
  const models = all.toSorted((one, other) => openness(other) - openness(one));
  const every = <Field extends 'modes' | 'ratios' | 'seconds' | 'resolutions'>(field: Field): Model[Field] =>
    [...new Set<unknown>(models.flatMap((model) => model[field] as readonly unknown[]))] as unknown as Model[Field];
  const prices = models.flatMap((model) => (model.prices ?? []).map((price) => price.credits));
  return {
    ...{ name, models },
    kind: models[0]?.kind ?? 'image',
    main: models[0] as Model,
    modes: every('modes'),
    ratios: every('ratios'),
    seconds: every('seconds').toSorted((one, other) => one - other),
    resolutions: every('resolutions'),
    leastTier: leastTierOf(models.flatMap(({ tiers }) => tiers)),
    cost: prices.length === 0 ? null : [Math.min(...prices), Math.max(...prices)],
    eligible: Math.max(...models.map(({ eligible }) => eligible)),
    isRetired: models.every(({ deprecated }) => deprecated),
  };
}

export const leastTierOf = (tiers: readonly Tier[]): Tier | null => TIERS.find((tier) => tiers.includes(tier)) ?? null;

/** Whether its name, an alias or its family holds the text. */
export function isFound({ id, aliases, family }: Model, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || [id, family, ...aliases].some((name) => name.toLowerCase().includes(wanted));
}
