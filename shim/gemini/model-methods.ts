import type { ShimDeps } from '../deps.ts';
import type { RouteContext } from '../state.ts';
import { createCountTokens } from './count-tokens.ts';
import { createGenerateContent, createStreamGenerateContent } from './generate-content.ts';
import { createPredict } from './predict.ts';
import { createFetchPredictOperation } from './video/operations.ts';
import { createPredictLongRunning } from './video/predict-long-running.ts';

/** What a call of a method is about. */
export interface ModelAddress {
  /** Name of the model as the caller wrote it, without `models/`. */
  model: string;
  /** Whether it came by a path of Vertex AI, whose answers differ in places. */
  vertex: boolean;
}

/** Answers `POST …/models/{model}:{method}`. */
export type ModelMethod = (ctx: RouteContext, address: ModelAddress) => void | Promise<void>;

/** The methods of a model, by the name behind the colon. */
export function modelMethods(deps: ShimDeps): ReadonlyMap<string, ModelMethod> {
  return new Map([
    ['generateContent', createGenerateContent(deps)],
    ['streamGenerateContent', createStreamGenerateContent(deps)],
    ['predict', createPredict(deps)],
    ['predictLongRunning', createPredictLongRunning(deps)],
    ['fetchPredictOperation', createFetchPredictOperation(deps)],
    ['countTokens', createCountTokens(deps)],
  ]);
}
