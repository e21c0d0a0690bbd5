import { ServiceError } from '../schema/errors.ts';
import type { ModelInfo, ShimDeps } from './deps.ts';
import { shortened } from './shortened.ts';

/** The model of this name. @throws ServiceError `model_not_found` with the nearest names */
export function knownModel(models: ShimDeps['models'], id: string): ModelInfo {
  const model = models.get(id);
  if (model !== null) return model;
  const name = shortened(id);
  const nearest = models.nearest(name);
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(', ')}?` : 'GET /v1/models lists all names.';
  throw new ServiceError('model_not_found', `The model '${name}' does not exist. ${hint}`, { param: 'model' });
}

/**
 * The model of this name, for a caller who only asks about it; whoever wants something made is refused at admission.
 * @throws ServiceError `model_not_found`; `model_forbidden` when the key may not use it
 */
export function visibleModel(models: ShimDeps['models'], id: string, apiKeyId: string): ModelInfo {
  const model = knownModel(models, id);
  models.check(apiKeyId, id);
  return model;
}
