import type { Outputs } from '../../api/types.ts';

/** A name with what there is to say of it. */
export type Model = Outputs['models']['list'][number];
/** One exact thing that can be made. */
export type Variant = Outputs['models']['variants'][number];

/** A model as it is offered for one way of asking, with what of it can be run. */
export interface Offer {
  /** The name to ask for. */
  id: string;
  title: string;
  kind: Variant['kind'];
  deprecated: boolean;
  variants: readonly Variant[];
  /** What it usually takes, milliseconds; null until it is known. */
  usualMs: number | null;
}

/**
 * The models for one way of asking, in the order of the catalogue: the widest name of each, since a narrower one offers nothing
 * more. What nobody in the pool could run is left out; `blocked` holds why, for when nothing is left.
 */
export function offersFor(
  models: readonly Model[],
  variants: readonly Variant[],
  takes: (variant: Variant) => boolean,
): { offers: Offer[]; blocked: string[] } {
  const fitting = new Map(variants.filter(takes).map((variant) => [variant.id, variant]));
  const named = models
    .filter(({ hidden }) => !hidden)
    .map((model) => ({ model, ids: model.variants.filter((id) => fitting.has(id)) }))
    .filter(({ ids }) => ids.length > 0);
  const widest = named.filter((one) => !named.some((other) => other !== one && isCoveredBy(one, other)));
  const offers = widest.map(({ model, ids }) => {
    const known = ids.flatMap((id) => fitting.get(id) ?? []);
    const runnable = known.filter(({ unavailable }) => unavailable === null);
    return { model, variants: runnable, deprecated: known.every(({ deprecated }) => deprecated) };
  });
  const blocked = [...fitting.values()].flatMap(({ unavailable }) => unavailable ?? []);
  const shown = offers.filter(({ variants: runnable }) => runnable.length > 0);
  const place = ({ variants: [first], deprecated }: (typeof shown)[number]) =>
    variants.findIndex(({ id }) => id === first?.id) + (deprecated ? variants.length : 0);
  const sorted = shown.sort((a, b) => place(a) - place(b));
  const titles = titlesOf(
    sorted.map(({ model, variants: [first] }) => ({ id: model.id, family: first?.family ?? '' })),
  );
  return {
    offers: sorted.map(({ model, variants: runnable, deprecated }, index) => ({
      ...{ id: model.id, title: titles[index] ?? model.id, kind: model.kind, deprecated, variants: runnable },
      usualMs: model.latency?.p50Ms ?? null,
    })),
    blocked: [...new Set(blocked)],
  };
}

interface Named {
  model: Model;
  ids: readonly string[];
}

/** Whether another name means all that this one does, and more; of two that mean the same the narrower name is kept. */
function isCoveredBy(one: Named, other: Named): boolean {
  if (!one.ids.every((id) => other.ids.includes(id))) return false;
  if (one.ids.length < other.ids.length) return true;
  const size = one.model.variants.length - other.model.variants.length;
  return size > 0 || (size === 0 && one.model.id > other.model.id);
}

/** `Veo 3.1 Fast` of `veo-3.1-fast`; of several in one family each has what only its name says: `Veo 3.1 Fast Ultra`. */
function titlesOf(named: readonly { id: string; family: string }[]): string[] {
  return named.map(({ id, family }) => {
    const [first] = named.filter((other) => other.family === family);
    const plain = new Set(wordsOf(first?.id ?? ''));
    const more = first?.id === id ? [] : wordsOf(id).filter((word) => !plain.has(word));
    return [...wordsOf(family), ...more].map(capital).join(' ');
  });
}

const wordsOf = (name: string): string[] => name.split(/[-_ ]/).filter(Boolean);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
