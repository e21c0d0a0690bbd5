import { type Catalogue, checkImages, type ModelVariant, planFor, TIERS, type Tier } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { GenerationRequest, GivenImage, PictureCount, WantedRequest } from '../../schema/generation.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import type { Pool } from '../tokens/types.ts';
import type { JobSettings } from './deps.ts';
import { servedVariant } from './served-variant.ts';

/** What a request turned out to mean. */
export interface JobPlan {
  variant: ModelVariant;
  /** The images that will really be used. */
  images: readonly GivenImage[];
  offers: Offers;
  /** What the caller is to be told about the result in advance; null for nothing. */
  notice: string | null;
}

/** For the tiers that may run a job. */
export interface Offers {
  /** Credits, an enlargement included. */
  priceByTier: Partial<Record<Tier, number>>;
  /** The upstream's key of the model. */
  modelByTier: Partial<Record<Tier, string>>;
}

/** @see docs/wire.md, §7 */
const MAX_SEED = 2 ** 31 - 1;

/** What planning goes by. */
export interface Planning {
  catalogue: Catalogue;
  settings(): Pick<JobSettings, 'profile' | 'unusedImages'>;
  pool: Pick<Pool, 'obstacle'>;
}

/**
 * Matches a request with the catalogue, and a size that is only hinted at with the pool. Nothing is stored or sent.
 * @throws ServiceError `missing_parameter`, `invalid_value` or `model_not_found`, naming the field and the way out
 */
export function planJob(planning: Planning, request: GenerationRequest): JobPlan {
  checkPrompt(request.prompt, request.promptParam ?? 'messages');
  checkSeed(request.seed);
  const { variant, used, notice } = foresee(planning, request, request.images);
  const offers = offersOf(variant, used, planning.settings().profile);
  return { variant, images: request.images.slice(0, used), offers, notice };
}

/**
 * The model that is meant, and how many of the images it uses: the first so many, known from their number alone. The first
 * image gives its shape, where it is known.
 * @throws ServiceError `invalid_value` or `model_not_found`, as `planJob` would
 */
export function foresee(
  { catalogue, settings, pool }: Planning,
  request: WantedRequest,
  images: PictureCount,
): { variant: ModelVariant; used: number; notice: string | null } {
  const { model, imageRole, imagesParam = 'messages', aspectRatio, size, seconds, quality, resolution } = request;
  const { tokenId: only } = request;
  const given = { imageCount: images.length, imageRole, firstImage: images[0] };
  const wishes = { aspectRatio, size, seconds, quality, resolution, ...given };
  const { profile, unusedImages } = settings();
  const { variant, notice } = servedVariant(catalogue, model, wishes, (one) => {
    const count = Math.min(Math.max(images.length, one.minImages), one.maxImages); // too many or too few are refused below
    return pool.obstacle({ kind: one.kind, ...offersOf(one, count, profile), only }) === null;
  });
  const rules = { param: imagesParam, dropImages: unusedImages === 'drop', role: imageRole };
  return { variant, used: checkImages(catalogue, variant, images.length, rules), notice };
}

/** What a variant costs and is called, by tier; only the tiers that may run it. */
export function offersOf(variant: ModelVariant, imageCount: number, profile: JobSettings['profile']): Offers {
  const offers: Offers = { priceByTier: {}, modelByTier: {} };
  for (const tier of TIERS) {
    const plan = planFor(variant, tier, imageCount, profile);
    if (plan === null) continue;
    offers.priceByTier[tier] = plan.credits + (plan.upsample?.credits ?? 0);
    offers.modelByTier[tier] = plan.key;
  }
  return offers;
}

/** The most that a job can cost, whoever makes it. */
export function mostCredits({ priceByTier }: Offers): number {
  return Math.max(0, ...Object.values(priceByTier));
}

/** Whether a variant can be planned with so many images; a catalogue that was changed may not say so of an older job. */
export function takes({ minImages, maxImages }: ModelVariant, images: number): boolean {
  return images >= minImages && images <= maxImages;
}

function checkSeed(seed: number | undefined): void {
  if (seed === undefined || (Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED)) return;
  throw new ServiceError(
    'invalid_value',
    `The seed ${seed} can not be used: it is a whole number from 0 to ${MAX_SEED}.`,
    {
      param: 'seed',
    },
  );
}
