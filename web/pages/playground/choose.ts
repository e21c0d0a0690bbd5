import type { Variant } from './offers.ts';

/** What can be chosen about a result. */
export interface Wish {
  ratio: string | null;
  seconds: number | null;
  resolution: string | null;
}
export type Axis = keyof Wish;

/** The smaller first. */
const SIZES = ['1k', '720p', '1080p', '2k', '4k'];

/**
 * The variant that comes nearest to the wishes: those that were made last count first, so that a choice is always met and
 * what it rules out gives way.
 */
export function choose(
  variants: readonly Variant[],
  wish: Wish,
  { order, images }: { order: readonly Axis[]; images: number },
): Variant | undefined {
  const fitting = variants.filter(({ minImages, maxImages }) => images >= minImages && images <= maxImages);
  let left = fitting.length > 0 ? fitting : variants;
  for (const axis of order) {
    const wanted = wish[axis];
    const met = wanted === null ? [] : left.filter((variant) => variant[axis] === wanted);
    if (met.length > 0) left = met;
  }
  return left[0];
}

/** Every value that one of the variants has. */
export function choicesOf(variants: readonly Variant[]) {
  const distinct = <T>(values: T[]): T[] => [...new Set(values)];
  return {
    ratios: distinct(variants.map(({ ratio }) => ratio as string)),
    seconds: distinct(variants.flatMap(({ seconds }) => seconds ?? [])).sort((a, b) => a - b),
    resolutions: distinct(variants.map(({ resolution }) => resolution as string)).sort(
      (a, b) => SIZES.indexOf(a) - SIZES.indexOf(b),
    ),
  };
}

/** How many pictures come with it: at least one where pictures are what it is about. */
export function imageRange(variants: readonly Variant[], withPictures: boolean): { min: number; max: number } {
  if (!withPictures) return { min: 0, max: 0 };
  const max = Math.max(0, ...variants.map(({ maxImages }) => maxImages));
  const min = Math.min(...variants.map(({ minImages }) => minImages));
  return { min: Math.max(1, min), max };
}

/** What larger sizes of the same there are, the smaller first: same mode, shape and length, and the same pictures fit. */
export function largerThan(source: Source, variants: readonly Variant[]): Variant[] {
  const rank = (resolution: string | null) => SIZES.indexOf(resolution ?? '');
  const own = variants.find(({ id }) => id === source.variant);
  return variants
    .filter((variant) => variant.mode === source.mode && variant.family === own?.family && variant.unavailable === null)
    .filter((variant) => variant.ratio === source.ratio && variant.seconds === source.seconds)
    .filter(({ minImages, maxImages }) => source.images >= minImages && source.images <= maxImages)
    .filter(({ resolution }) => rank(resolution) > rank(source.resolution))
    .filter((variant, index, all) => all.findIndex(({ resolution }) => resolution === variant.resolution) === index)
    .sort((a, b) => rank(a.resolution) - rank(b.resolution));
}

/** A result that is to be larger. */
export interface Source {
  variant: string;
  mode: Variant['mode'];
  ratio: string;
  seconds: number | null;
  resolution: string | null;
  /** How many pictures came with it. */
  images: number;
}

/** What it costs by the plans that may come to run it; null when no price is known. */
export function priceOf(
  variant: Pick<Variant, 'prices'> | undefined,
  tiers: ReadonlySet<string>,
  count: number,
): { least: number; most: number } | null {
  const prices = variant?.prices ?? [];
  const meant = prices.filter(({ tier }) => tiers.has(tier));
  const credits = (meant.length > 0 ? meant : prices).map((price) => price.credits * count);
  return credits.length === 0 ? null : { least: Math.min(...credits), most: Math.max(...credits) };
}
