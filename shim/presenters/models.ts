import type { MediaKind, Tier } from '../../schema/catalogue.ts';
import type { ModelInfo } from '../deps.ts';

/** OpenAI wants a time of creation; the upstream tells none. This is the day the model names were first published. */
const CREATED_SECONDS = Date.UTC(2025, 11, 14) / 1000;

/** Which of their endpoints fit a model: read by LobeHub and by Cherry Studio, in the words of New API. @see docs/api.md */
const ENDPOINT_TYPES: Record<MediaKind, readonly string[]> = {
  image: ['image-generation', 'openai', 'gemini'],
  video: ['openai-video', 'openai', 'gemini'],
};

const TIER_NAMES: Record<Tier, string> = {
  PAYGATE_TIER_NOT_PAID: 'free',
  PAYGATE_TIER_ONE: 'pro',
  PAYGATE_TIER_TWO: 'ultra',
};

/** One model in OpenAI's form; what it can do stands beside it in fields that SDKs ignore. */
export function presentModel(model: ModelInfo) {
  return {
    id: model.id,
    object: 'model' as const,
    created: CREATED_SECONDS,
    owned_by: 'google',
    description: model.description,
    kind: model.kind,
    mode: model.mode,
    modes: model.modes,
    family: model.family,
    aspect_ratios: model.ratios,
    seconds: model.seconds,
    resolutions: model.resolutions,
    min_images: model.minImages,
    max_images: model.maxImages,
    tiers: model.tiers.map((tier) => TIER_NAMES[tier]),
    credits: model.credits && presentCredits(model.credits),
    deprecated: model.deprecated,
    alias_of: model.aliasOf,
    available: model.unavailable === null,
    ...(model.unavailable !== null && { unavailable_reason: model.unavailable }),
    supported_endpoint_types: ENDPOINT_TYPES[model.kind],
  };
}

function presentCredits(credits: NonNullable<ModelInfo['credits']>): Record<string, number> {
  return Object.fromEntries(Object.entries(credits).map(([tier, price]) => [TIER_NAMES[tier as Tier], price]));
}

export function presentModelList(models: readonly ModelInfo[]) {
  return { object: 'list' as const, data: models.map(presentModel) };
}
