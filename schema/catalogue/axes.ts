import { nearestRatios } from './shapes.ts';
import type { ModelVariant } from './types.ts';
import type { Asked, AskedFor } from './wishes.ts';

/** One thing that was asked for, as a test on variants. */
export interface Axis {
  /** What to call it in a message. */
  readonly name: 'aspect ratio' | 'length' | 'resolution';
  readonly param: Asked<unknown>['param'];
  /** The wish as to be said back. */
  readonly text: string;
  /** A variant's own value, as to be said. */
  of(variant: ModelVariant): string;
  /** Those that meet the wish, in their order; for pixels, those of the nearest shape. */
  keep(variants: readonly ModelVariant[]): readonly ModelVariant[];
}

/** The wishes as axes: size first and shape last, because each narrows what the next may list. */
export function axesOf({ resolution, seconds, shape }: AskedFor): Axis[] {
  const axes: Axis[] = [];
  if (resolution) {
    axes.push(
      axis(
        'resolution',
        resolution,
        (variant) => variant.resolution,
        (variants) => variants.filter((one) => one.resolution === resolution.value),
      ),
    );
  }
  if (seconds) {
    axes.push(
      axis(
        'length',
        seconds,
        (variant) => `${variant.seconds} s`,
        (variants) => variants.filter((one) => one.seconds === seconds.value),
      ),
    );
  }
  if (shape)
    axes.push(
      axis(
        'aspect ratio',
        shape,
        (variant) => variant.ratio,
        (variants) => keepShape(variants, shape.value),
      ),
    );
  return axes;
}

function axis(name: Axis['name'], { param, text }: Asked<unknown>, of: Axis['of'], keep: Axis['keep']): Axis {
  return { name, param, text, of, keep };
}

function keepShape(
  variants: readonly ModelVariant[],
  wanted: { ratio: string } | { proportion: number },
): readonly ModelVariant[] {
  if ('ratio' in wanted) return variants.filter(({ ratio }) => ratio === wanted.ratio);
  const nearest = nearestRatios(wanted.proportion, [...new Set(variants.map(({ ratio }) => ratio))]);
  return variants.filter(({ ratio }) => nearest.includes(ratio));
}

/** The values that variants have on an axis, each once, in a natural order: `4 s, 6 s, 8 s`. */
export function optionsOf({ name, of }: Axis, variants: readonly ModelVariant[]): string {
  const values = [...new Set(variants.map(of))];
  return (name === 'length' ? values.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)) : values).join(
    ', ',
  );
}

/** The variants that meet every wish; none when they exclude each other. */
export function satisfying(variants: readonly ModelVariant[], axes: readonly Axis[]): readonly ModelVariant[] {
  return axes.reduce((left, { keep }) => keep(left), variants);
}

/** The candidate that differs least from a model. */
export function sharingMost(model: ModelVariant, candidates: readonly ModelVariant[]): ModelVariant | null {
  const shared = (other: ModelVariant): number =>
    Number(other.ratio === model.ratio) +
    Number(other.seconds === model.seconds) +
    Number(other.resolution === model.resolution) +
    Number(other.minImages === model.minImages && other.maxImages === model.maxImages);
  return candidates.toSorted((a, b) => shared(b) - shared(a))[0] ?? null;
}
