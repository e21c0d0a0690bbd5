import type { Middleware } from 'koa';
import { failureOf } from '../failure.ts';

const STATUS: Readonly<Record<string, number>> = {
  signed_out: 401,
  scope_missing: 403,
  origin_refused: 403,
  conflict: 409,
  sign_in_blocked: 429,
  body_too_large: 413,
  not_found: 404,
  internal_error: 500,
};

/** Failures before a front has taken the request, in the form that GraphQL's own have. */
export function createPresentErrors(onUnexpected: (cause: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (cause) {
      if (ctx.res.headersSent) {
        ctx.res.destroy();
        return;
      }
      const { message, ...failure } = failureOf(cause);
      if (failure.code === 'internal_error') onUnexpected(cause);
      ctx.respond = true;
      ctx.status = STATUS[failure.code] ?? 400;
      if (failure.retryAfterMs !== null) ctx.set('retry-after', String(Math.ceil(failure.retryAfterMs / 1_000)));
      ctx.body = { errors: [{ message, extensions: failure }] };
    }
  };
}
