import { ServiceError } from '../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { knownModel } from '../known-model.ts';

/** What OpenAI's own examples mean when they name none: an alias, which can be configured. */
const UNNAMED = 'sora-2';

/**
 * The model of this name, if it makes videos.
 * @throws ServiceError `missing_parameter`, `model_not_found`, or `invalid_value` for one that makes pictures
 */
export function videoModel(models: ShimDeps['models'], name: string | null | undefined): ModelInfo {
  const id = name?.trim() || UNNAMED;
  if (!name?.trim() && models.get(UNNAMED) === null) {
    const message = "'model' is required. GET /v1/models lists all names.";
    throw new ServiceError('missing_parameter', message, { param: 'model' });
  }
  const model = knownModel(models, id);
  if (model.kind === 'video') return model;
  const message = `The model '${id}' makes pictures. Send it to POST /v1/images/generations.`;
  throw new ServiceError('invalid_value', message, { param: 'model' });
}
