import type { ModelInfo } from '../deps.ts';

/** OpenAI wants a time of creation; the upstream tells none. This is the day the model names were first published. */
const CREATED_SECONDS = Date.UTC(2025, 11, 14) / 1000;

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
    family: model.family,
    aspect_ratios: model.ratios,
    seconds: model.seconds,
    resolutions: model.resolutions,
    min_images: model.minImages,
    max_images: model.maxImages,
    supported_endpoint_types: ['openai'],
  };
}

export function presentModelList(models: readonly ModelInfo[]) {
  return { object: 'list' as const, data: models.map(presentModel) };
}
