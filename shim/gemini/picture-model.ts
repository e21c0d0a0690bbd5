import { ServiceError } from '../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { knownModel } from '../known-model.ts';

/**
 * The model of this name, if it makes pictures.
 * @throws ServiceError `model_not_found`, or `invalid_value` for one that makes videos
 */
export function pictureModel(models: ShimDeps['models'], id: string): ModelInfo {
  const model = knownModel(models, id);
  if (model.kind === 'image') return model;
  const message = `The model '${id}' makes videos, which takes longer than one answer. Send it to models/${id}:predictLongRunning.`;
  throw new ServiceError('invalid_value', message, { param: 'model' });
}
