import { ServiceError } from '../schema/errors.ts';

/** The same failure with the field it belongs to, when it does not tell that itself. */
export function named(cause: unknown, param: string): unknown {
  if (!(cause instanceof ServiceError) || cause.param !== undefined) return cause;
  const { code, message, retryAfterMs, reason, outcome, upstreamStatus } = cause;
  return new ServiceError(code, message, { param, retryAfterMs, reason, outcome, upstreamStatus, cause });
}
