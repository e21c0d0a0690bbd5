import type { MediaKind } from '../../schema/catalogue.ts';
import type { ModelInfo } from '../deps.ts';

/** Clients list a model for what it can be asked for. */
const METHODS = {
  image: ['generateContent', 'streamGenerateContent', 'predict', 'countTokens'],
  video: ['predictLongRunning', 'countTokens'],
} as const satisfies Record<MediaKind, readonly string[]>;

const VERSION = '001';
/** As Google publishes them for its picture models; clients want whole numbers. A prompt's real bound is in characters. */
const INPUT_TOKENS = 32_768;
const OUTPUT_TOKENS = 32_768;

/** One model in Google's form. */
export function presentGeminiModel(model: ModelInfo) {
  return {
    name: `models/${model.id}`,
    baseModelId: model.family,
    version: VERSION,
    displayName: model.id,
    description: model.description,
    inputTokenLimit: INPUT_TOKENS,
    outputTokenLimit: OUTPUT_TOKENS,
    supportedGenerationMethods: METHODS[model.kind],
  };
}

/** One model in the form of Vertex AI, which tells less. */
export function presentPublisherModel({ id, description }: ModelInfo) {
  return { name: `publishers/google/models/${id}`, versionId: VERSION, displayName: id, description };
}
