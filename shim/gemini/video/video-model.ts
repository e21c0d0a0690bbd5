import { ServiceError } from '../../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../../deps.ts';
import { knownModel } from '../../known-model.ts';

/**
 * The model of this name, if it makes videos.
 * @throws ServiceError `model_not_found`, or `invalid_value` for one that makes pictures
 */
export function videoModel(models: ShimDeps['models'], id: string): ModelInfo {
  const model = knownModel(models, id);
  if (model.kind === 'video') return model;
  const message = `The model '${id}' makes pictures. Send it to models/${id}:generateContent.`;
  throw new ServiceError('invalid_value', message, { param: 'model' });
}
