import { ServiceError } from '../errors.ts';
import type { Catalogue, ModelVariant } from './types.ts';

export interface ImageRules {
  /** The request field that held the images, as the caller spelt it. */
  param: string;
  /** Leave the images of a text-to-video request aside without a word, as the predecessor did. */
  dropImages: boolean;
}

/**
 * How many of a request's images the model will use.
 * @throws ServiceError `invalid_value` when it takes fewer or more, naming a model that fits where there is one
 */
export function checkImages(
  catalogue: Catalogue,
  variant: ModelVariant,
  imageCount: number,
  { param, dropImages }: ImageRules,
): number {
  if (variant.mode === 't2v' && dropImages) return 0;
  if (imageCount >= variant.minImages && imageCount <= variant.maxImages) return imageCount;
  const other = fittingModel(catalogue, variant, imageCount);
  const advice = other ? ` For ${said(imageCount)} use ${other}.` : '';
  throw new ServiceError(
    'invalid_value',
    `${variant.id} takes ${accepted(variant)}, and the request has ${said(imageCount)}.${advice}`,
    { param },
  );
}

function accepted({ mode, minImages, maxImages }: ModelVariant): string {
  if (maxImages === 0) return 'text only';
  const what = mode === 'i2v' ? 'frame' : 'image';
  if (minImages === maxImages) return `exactly ${said(minImages, what)}`;
  if (minImages === 0) return `at most ${said(maxImages, what)}`;
  return `${minImages} ${maxImages - minImages === 1 ? 'or' : 'to'} ${said(maxImages, what)}`;
}

function said(count: number, what = 'image'): string {
  return count === 0 ? `no ${what}` : count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** The closest model that takes this many images: of the same family if possible, then of the same shape, size and length. */
function fittingModel(catalogue: Catalogue, variant: ModelVariant, imageCount: number): string | null {
  const fits = (other: ModelVariant): boolean =>
    other.kind === variant.kind && imageCount >= other.minImages && imageCount <= other.maxImages;
  const likeness = (other: ModelVariant): number =>
    (other.family === variant.family ? 32 : 0) +
    (other.deprecated ? 0 : 16) +
    (other.ratio === variant.ratio ? 8 : 0) +
    (other.resolution === variant.resolution ? 4 : 0) +
    (other.seconds === variant.seconds ? 2 : 0) +
    (other.minTier === variant.minTier ? 1 : 0);
  const [best] = catalogue.variants.filter(fits).sort((a, b) => likeness(b) - likeness(a));
  return best?.id ?? null;
}
