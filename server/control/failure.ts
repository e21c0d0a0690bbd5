import { ControlError, type ControlErrorCode } from '../../schema/control-error.ts';
import { type ErrorCode, ServiceError } from '../../schema/errors.ts';

/** A failure as both fronts show it. */
export interface Failure {
  code: ErrorCode | ControlErrorCode;
  message: string;
  /** The field that is wrong, if one is. */
  field: string | null;
  /** When to come again, milliseconds; null when nothing is known. */
  retryAfterMs: number | null;
  /** For a conflict: what there is now. */
  current: unknown;
}

/** Names every failure. What was not meant for others is told as `internal_error`, without its words. */
export function failureOf(cause: unknown): Failure {
  if (cause instanceof ControlError) {
    const { code, message, param, retryAfterMs, current } = cause;
    return { code, message, field: param ?? null, retryAfterMs: retryAfterMs ?? null, current: current ?? null };
  }
  const { code, message, param, retryAfterMs } = ServiceError.from(cause);
  return { code, message, field: param ?? null, retryAfterMs: retryAfterMs ?? null, current: null };
}
