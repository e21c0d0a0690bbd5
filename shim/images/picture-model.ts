import { ServiceError } from '../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { knownModel } from '../known-model.ts';

/** What OpenAI's own examples mean when they name none: an alias, which can be configured. */
export const UNNAMED = 'gpt-image-1';

/**
 * The model of this name, if it makes pictures.
 * @param param the field that names it
 * @throws ServiceError `missing_parameter`, `model_not_found`, or `invalid_value` for one that makes videos
 */
export function pictureModel(models: ShimDeps['models'], name: string | null | undefined, param = 'model'): ModelInfo {
  const id = name?.trim() || UNNAMED;
  if (!name?.trim() && models.get(UNNAMED) === null) {
    throw new ServiceError('missing_parameter', `'${param}' is required. GET /v1/models lists all names.`, { param });
  }
  const model = knownModel(models, id);
  if (model.kind === 'image') return model;
  throw new ServiceError('invalid_value', `The model '${id}' makes videos. Send it to POST /v1/videos.`, { param });
}
