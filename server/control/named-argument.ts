import { ControlError } from '../../schema/control-error.ts';
import { ServiceError } from '../../schema/errors.ts';

/** Does `work`, whose refusals name a field as the caller wrote it: `names` has the caller's by the service's. */
export async function namingArguments<T>(names: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw renamed(cause, names);
  }
}

function renamed(cause: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!(cause instanceof ServiceError || cause instanceof ControlError)) return cause;
  const param = cause.param === undefined ? undefined : names[cause.param];
  if (param === undefined) return cause;
  const { message, retryAfterMs } = cause;
  if (cause instanceof ControlError) {
    return new ControlError(cause.code, message, { param, retryAfterMs, current: cause.current });
  }
  const { code, reason, outcome, upstreamStatus } = cause;
  return new ServiceError(code, message, { param, retryAfterMs, reason, outcome, upstreamStatus, cause });
}
