import { ServiceError } from '../errors.ts';
import { type Axis, axesOf, optionsOf, satisfying, sharingMost } from './axes.ts';
import { nearestRatios, nearestResolution } from './shapes.ts';
import { type BaseModel, type Catalogue, type ModelVariant, RESOLUTIONS, type Resolution } from './types.ts';
import { type AskedFor, readWishes, type Wishes } from './wishes.ts';

/** A first and a last one. */
const MAX_FRAMES = 2;

/**
 * The one concrete model that a name and the request's wishes mean.
 *
 * An id of the catalogue stands for exactly one shape, length and size: a wish for another is refused with the id that
 * has it. A base name leaves them open; what is not asked for is the base's first variant, and the shape of the first
 * reference image comes before that. A name that is both behaves as an id until something else is asked of it.
 * Pixels mean the nearest shape and size; where that is clearly smaller, `shortfall` has the words for it.
 * @throws ServiceError `model_not_found` with the nearest names; `invalid_value` with `param` for what the model can not do
 */
export function resolveModel(catalogue: Catalogue, name: string, wishes: Wishes): ModelVariant {
  const exact = catalogue.get(name);
  const base = catalogue.base(name);
  const kind = exact?.kind ?? base?.variants[0]?.kind;
  if (!kind) throw unknownModel(catalogue, name);

  const asked = readWishes(wishes, kind);
  const axes = axesOf(asked);
  const conflict = exact && axes.find((axis) => !isMetBy(axis, exact, catalogue.related(exact)));
  if (exact && !conflict) return exact;
  if (base) return choose(catalogue, base, { ...asked, axes }, wishes);
  throw exact && conflict ? fixedModel(catalogue, exact, axes, conflict) : unknownModel(catalogue, name);
}

/** Whether a variant is among the best that its relatives have for an axis, so that pixels count as met by the nearest shape. */
function isMetBy(axis: Axis, variant: ModelVariant, relatives: readonly ModelVariant[]): boolean {
  return axis.keep([variant, ...relatives]).includes(variant);
}

function choose(
  catalogue: Catalogue,
  base: BaseModel,
  { axes, pixels }: Pick<AskedFor, 'pixels'> & { axes: readonly Axis[] },
  wishes: Wishes,
): ModelVariant {
  let left = takingImages(inRole(base.variants, wishes), wishes.imageCount);
  for (const axis of axes) {
    const kept = axis.keep(left);
    if (kept.length === 0) throw notOffered(catalogue, base, axes, axis, left);
    left = kept;
  }
  const sizes = [pixels && nearestResolution(pixels.value, left), hintedResolution(catalogue, base, wishes)];
  left = preferring(left, ({ resolution }) => resolution, largest(sizes, left, wishes.atMost));
  left = preferring(left, ({ seconds }) => seconds, null);
  left = preferring(left, ({ ratio }) => ratio, imageRatio(wishes, left));
  const [chosen] = left;
  if (!chosen) throw new Error(`the base name ${base.name} has no variants`);
  return chosen;
}

/** Of a base over several modes, those that use pictures as they are meant. Without such, the role is for `checkImages` to judge. */
function inRole(variants: readonly ModelVariant[], { imageCount, imageRole }: Wishes): readonly ModelVariant[] {
  if (imageCount === 0) return variants;
  const role = imageRole ?? (imageCount <= MAX_FRAMES ? 'frames' : 'references');
  const mode = role === 'frames' ? 'i2v' : 'r2v';
  const fitting = variants.filter((variant) => variant.mode === mode);
  return fitting.length > 0 ? fitting : variants;
}

/** Some bases list one variant per number of images; for one that none takes, the closest are left for `checkImages` to refuse. */
function takingImages(variants: readonly ModelVariant[], count: number): readonly ModelVariant[] {
  const missing = ({ minImages, maxImages }: ModelVariant): number => Math.max(minImages - count, count - maxImages, 0);
  const least = Math.min(...variants.map(missing));
  return variants.filter((variant) => missing(variant) === least);
}

/** The largest of the wanted sizes that are offered, or what is offered next below it within the bound; null when none is. */
function largest(
  wanted: readonly (Resolution | null | undefined)[],
  variants: readonly ModelVariant[],
  atMost: Resolution | undefined,
): Resolution | null {
  const offered = RESOLUTIONS.filter((size) => variants.some(({ resolution }) => resolution === size));
  const best = offered.findLast((size) => wanted.includes(size)) ?? null;
  if (best === null || atMost === undefined || !isAbove(best, atMost)) return best;
  return offered.findLast((size) => !isAbove(size, atMost)) ?? null;
}

const isAbove = (size: Resolution, other: Resolution): boolean =>
  RESOLUTIONS.indexOf(size) > RESOLUTIONS.indexOf(other);

/** Those with the preferred value if there are any, else those that are like the first. */
function preferring<T>(
  variants: readonly ModelVariant[],
  valueIn: (variant: ModelVariant) => T,
  preferred: T | null,
): readonly ModelVariant[] {
  const like = (value: T | null | undefined): ModelVariant[] =>
    variants.filter((variant) => valueIn(variant) === value);
  const wanted = preferred === null ? [] : like(preferred);
  return wanted.length > 0 ? wanted : like(variants[0] && valueIn(variants[0]));
}

/** Quality is a hint of the image API: it raises the size where the model can and is passed over where it can not. Never for videos, where enlarging costs credits. */
function hintedResolution(
  { qualityHints }: Catalogue,
  { variants }: BaseModel,
  { quality }: Wishes,
): ModelVariant['resolution'] | null {
  if (variants[0]?.kind === 'video') return null;
  const word = quality?.trim().toLowerCase() ?? '';
  return (Object.hasOwn(qualityHints, word) && qualityHints[word]) || null;
}

function imageRatio({ firstImage }: Wishes, variants: readonly ModelVariant[]): ModelVariant['ratio'] | null {
  if (!firstImage || !(firstImage.width > 0 && firstImage.height > 0)) return null;
  const offered = [...new Set(variants.map(({ ratio }) => ratio))];
  return nearestRatios(firstImage.width / firstImage.height, offered)[0] ?? null;
}

function unknownModel(catalogue: Catalogue, name: string): ServiceError {
  const [last, ...rest] = catalogue.nearest(name).toReversed();
  const near = rest.length > 0 ? `${rest.toReversed().join(', ')} or ${last}` : last;
  const message = `There is no model ${JSON.stringify(name.slice(0, 100))}. Did you mean ${near}? GET /v1/models lists all names.`;
  return new ServiceError('model_not_found', message, { param: 'model' });
}

function fixedModel(catalogue: Catalogue, model: ModelVariant, axes: readonly Axis[], conflict: Axis): ServiceError {
  const relatives = catalogue.related(model);
  const other = sharingMost(model, satisfying(relatives, axes));
  const advice = other
    ? `For ${conflict.text} use ${other.id}.`
    : `Nothing related offers ${axes.map(({ text }) => text).join(' with ')}; there is ${optionsOf(conflict, relatives)}.`;
  return refused(`The ${conflict.name} of ${model.id} is always ${conflict.of(model)}. ${advice}`, conflict);
}

function notOffered(
  catalogue: Catalogue,
  base: BaseModel,
  axes: readonly Axis[],
  axis: Axis,
  left: readonly ModelVariant[],
): ServiceError {
  const [first] = left;
  const other = first && sharingMost(first, satisfying(catalogue.related(first), axes));
  const advice = other ? ` For ${axis.text} use ${other.id}.` : '';
  const met = axes.slice(0, axes.indexOf(axis)).map(({ text }) => text);
  const given = met.length > 0 ? ` with ${met.join(' and ')}` : '';
  return refused(
    `${base.name} does not offer the ${axis.name} ${axis.text}${given}; it offers ${optionsOf(axis, left)}.${advice}`,
    axis,
  );
}

function refused(message: string, { param }: Axis): ServiceError {
  return new ServiceError('invalid_value', message, { param });
}
