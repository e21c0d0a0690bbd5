import { ServiceError } from '../../schema/errors.ts';

/** What one API key may do; null for no limit. */
export interface KeyLimits {
  /** Create calls in any minute. */
  requestsPerMinute: number | null;
  /** Jobs that have not ended, those that wait included. */
  jobsAtOnce: number | null;
  /** Credits in a UTC day and a UTC month. */
  creditsPerDay: number | null;
  creditsPerMonth: number | null;
  /** Names of models, each perhaps with `*` in it. */
  models: readonly string[] | null;
}

/** Why a model is refused to a key that may use others alone. */
export function modelForbidden(model: string, models: readonly string[]): ServiceError {
  const message = `This API key may not use the model ${model}; it may use ${models.join(', ')}.`;
  return new ServiceError('model_forbidden', message, { param: 'model' });
}

const patterns = new WeakMap<readonly string[], RegExp>();

/** Whether one of the names, in which `*` stands for anything, is this one. */
export function allows(models: readonly string[], name: string): boolean {
  let pattern = patterns.get(models);
  if (pattern === undefined) {
    const any = models.map((model) => model.split('*').map(RegExp.escape).join('.*'));
    pattern = new RegExp(`^(?:${any.join('|')})$`);
    patterns.set(models, pattern);
  }
  return pattern.test(name);
}
