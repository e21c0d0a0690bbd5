import { ControlError } from '../../../schema/control-error.ts';
import { ServiceError } from '../../../schema/errors.ts';

/** What went wrong while a session token was tried, said to the operator who gave it. */
export function asTried(cause: unknown): unknown {
  if (cause instanceof ControlError) return cause;
  if (!(cause instanceof ServiceError) || cause.code === 'internal_error') return cause;
  const { code, message, retryAfterMs } = cause;
  const words =
    code === 'token_expired' || code === 'token_unauthorized'
      ? 'This session token opens no account: it has ended, or was not copied whole. Sign in to Flow again and copy it anew. Nothing was stored.'
      : `The session token could not be tried, so nothing was stored: ${message}`;
  return new ServiceError(code, words, { param: 'sessionToken', retryAfterMs, cause });
}
