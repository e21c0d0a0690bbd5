import { ServiceError } from '../errors.ts';
import type { Catalogue, ImageRole, Mode, ModelVariant } from './types.ts';

export interface ImageRules {
  /** The request field that held the images, as the caller spelt it. */
  param: string;
  /** Leave the images of a text-to-video request aside without a word, as the predecessor did. */
  dropImages: boolean;
  /** What the images are to be, where the caller says it. */
  role?: ImageRole | null | undefined;
}

/** What images are to the modes that differ in it: those of a picture are always references. */
const ROLE: Partial<Record<Mode, ImageRole>> = { i2v: 'frames', r2v: 'references' };
const SAID: Record<ImageRole, string> = { frames: 'frames', references: 'references' };

/**
 * How many of a request's images the model will use.
 * @throws ServiceError `invalid_value` when it takes fewer or more, or uses them otherwise, naming a model that fits where there is one
 */
export function checkImages(
  catalogue: Catalogue,
  variant: ModelVariant,
  imageCount: number,
  { param, dropImages, role = null }: ImageRules,
): number {
  if (variant.mode === 't2v' && dropImages) return 0;
  const wanted = imageCount === 0 ? null : role;
  const fault = countFault(variant, imageCount) ?? roleFault(variant, wanted);
  if (fault === null) return imageCount;
  const other = fittingModel(catalogue, variant, imageCount, wanted);
  const advice = other ? ` For ${said(imageCount)} use ${other}.` : '';
  throw new ServiceError('invalid_value', `${variant.id} ${fault}.${advice}`, { param });
}

function countFault(variant: ModelVariant, imageCount: number): string | null {
  if (imageCount >= variant.minImages && imageCount <= variant.maxImages) return null;
  return `takes ${accepted(variant)}, and the request has ${said(imageCount)}`;
}

function roleFault({ mode }: ModelVariant, wanted: ImageRole | null): string | null {
  const used = ROLE[mode];
  if (wanted === null || used === undefined || used === wanted) return null;
  return `takes its images as ${SAID[used]}, and the request gives them as ${SAID[wanted]}`;
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
function fittingModel(
  catalogue: Catalogue,
  variant: ModelVariant,
  imageCount: number,
  role: ImageRole | null,
): string | null {
  const fits = (other: ModelVariant): boolean =>
    other.kind === variant.kind &&
    (role === null || variant.kind === 'image' || ROLE[other.mode] === role) &&
    imageCount >= other.minImages &&
    imageCount <= other.maxImages;
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
