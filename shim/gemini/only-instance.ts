import { ServiceError } from '../../schema/errors.ts';
import type { Path } from './contents.ts';

/**
 * What a request to `:predict` and its like is about. Google takes a list of one; Open WebUI sends what would stand in it.
 * @throws ServiceError `invalid_value` for several
 */
export function onlyInstance(instances: unknown): { value: unknown; path: Path } {
  if (!Array.isArray(instances)) return { value: instances, path: ['instances'] };
  if (instances.length <= 1) return { value: instances[0], path: ['instances', 0] };
  const message = "'instances' holds several prompts; send a request for each, or one with parameters.sampleCount.";
  throw new ServiceError('invalid_value', message, { param: 'instances' });
}
