import {
  type Catalogue,
  checkImages,
  type ModelVariant,
  planFor,
  resolveModel,
  TIERS,
  type Tier,
} from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { GenerationRequest, InputImage } from '../../schema/generation.ts';
import type { JobSettings } from './deps.ts';

/** What a request turned out to mean. */
export interface JobPlan {
  variant: ModelVariant;
  /** The images that will really be used. */
  images: readonly InputImage[];
  offers: Offers;
}

/** For the tiers that may run a job. */
export interface Offers {
  /** Credits, an enlargement included. */
  priceByTier: Partial<Record<Tier, number>>;
  /** The upstream's key of the model. */
  modelByTier: Partial<Record<Tier, string>>;
}

const MAX_PROMPT_CHARS = 20_000;
/** @see docs/wire.md, §7 */
const MAX_SEED = 2 ** 31 - 1;

/**
 * Matches a request with the catalogue. Pure: nothing is stored or sent.
 * @throws ServiceError `missing_parameter`, `invalid_value` or `model_not_found`, naming the field and the way out
 */
export function planJob(
  catalogue: Catalogue,
  request: GenerationRequest,
  { profile, unusedImages }: Pick<JobSettings, 'profile' | 'unusedImages'>,
): JobPlan {
  checkPrompt(request.prompt);
  checkSeed(request.seed);
  const [first] = request.images;
  const variant = resolveModel(catalogue, request.model, {
    aspectRatio: request.aspectRatio,
    size: request.size,
    seconds: request.seconds,
    quality: request.quality,
    resolution: request.resolution,
    imageCount: request.images.length,
    firstImage: first,
  });
  const used = checkImages(catalogue, variant, request.images.length, {
    param: 'messages',
    dropImages: unusedImages === 'drop',
  });
  return { variant, images: request.images.slice(0, used), offers: offersOf(variant, used, profile) };
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

function checkPrompt(prompt: string): void {
  if (prompt.trim() === '') {
    throw new ServiceError('missing_parameter', 'The prompt is empty. Say in the last user message what to make.', {
      param: 'messages',
    });
  }
  if (prompt.length > MAX_PROMPT_CHARS) {
    throw new ServiceError(
      'invalid_value',
      `The prompt has ${prompt.length} characters; at most ${MAX_PROMPT_CHARS} are taken.`,
      {
        param: 'messages',
      },
    );
  }
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
