import { planFor, tiersFor } from './plan.ts';
import { type BaseModel, type ListedModel, type Mode, type ModelVariant, type Prices, TIERS } from './types.ts';

const WORK: Record<Mode, string> = {
  t2i: 'text and reference images to picture',
  t2v: 'text to video',
  i2v: 'first frame, or first and last, to video',
  r2v: 'reference images to video',
};

/** What `/v1/models` shows: concrete ids and aliases in their order, then the base names that are not ids as well, and their aliases. */
export function listModels(
  models: readonly ModelVariant[],
  bases: ReadonlyMap<string, BaseModel>,
): readonly ListedModel[] {
  const ids = new Set(models.map(({ id }) => id));
  const concrete = models.map((model) => listed(model.id, model, bases.get(model.id)?.variants ?? [model]));
  const open = [...bases.values()].flatMap(({ name, aliasOf, variants }) => {
    const [first] = variants;
    return first && !ids.has(name) ? [listed(name, { ...first, aliasOf }, variants)] : [];
  });
  return Object.freeze([...concrete, ...open]);
}

/** `standard` is what the name means when nothing else is asked; `variants` all that it can mean. */
function listed(id: string, standard: ModelVariant, variants: readonly ModelVariant[]): ListedModel {
  const ratios = distinct(variants.map(({ ratio }) => ratio));
  const seconds = distinct(variants.flatMap(({ seconds }) => seconds ?? [])).sort((a, b) => a - b);
  const resolutions = distinct(variants.map(({ resolution }) => resolution));
  const modes = distinct(variants.map(({ mode }) => mode));
  const work = modes.map((mode) => WORK[mode]).join('; ');
  const lengths = seconds.length > 0 ? `, ${seconds.join(' or ')} s` : '';
  const age = standard.deprecated ? ', no longer listed upstream' : '';
  return {
    id,
    kind: standard.kind,
    mode: standard.mode,
    modes,
    family: standard.family,
    description: `${standard.family}: ${work}, ${ratios.join(' or ')}${lengths}, ${resolutions.join(' or ')}${age}`,
    ratios,
    seconds,
    resolutions,
    minImages: Math.min(...variants.map(({ minImages }) => minImages)),
    maxImages: Math.max(...variants.map(({ maxImages }) => maxImages)),
    tiers: { seed: tiersFor(standard, 'seed'), current: tiersFor(standard, 'current') },
    credits: totalPrices(standard),
    deprecated: standard.deprecated,
    aliasOf: standard.aliasOf,
  };
}

function totalPrices(variant: ModelVariant): Prices | null {
  const keys = Object.values(variant.keys).flatMap((byTier) => TIERS.map((tier) => byTier[tier]));
  if (keys.some(({ prices }) => prices.current === null)) return null;
  return Object.fromEntries(
    TIERS.map((tier) => {
      const plan = planFor(variant, tier, variant.minImages, 'current');
      return [tier, plan && plan.credits + (plan.upsample?.credits ?? 0)];
    }),
  ) as Record<(typeof TIERS)[number], number | null>;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
