import { ServiceError } from '../../schema/errors.ts';
import { CallerLeft } from '../caller-gone.ts';
import { presentGeminiError } from '../gemini/error.ts';
import { type PresentedError, presentError } from '../presenters/error.ts';
import { presentPluginError } from '../presenters/plugin-error.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';
import { type Wire, wireOf } from '../wire.ts';

type ErrorPresenter = (error: ServiceError) => { status: number; headers: Record<string, string>; body: object };

const PRESENTERS: Record<Wire, ErrorPresenter> = {
  openai: presentError,
  gemini: presentGeminiError,
  plugin: presentPluginError,
};

/** Turns whatever was thrown into an answer of the wire that was called. Nothing below it writes an error itself. */
export function createPresentErrors(): ShimMiddleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (cause) {
      if (cause instanceof CallerLeft) return;
      const error = noteFailure(ctx, cause);
      // An answer that has begun cannot turn into another: cutting it is the one way to say that it is not whole.
      if (ctx.res.headersSent) ctx.res.destroy();
      else answer(ctx, presentFailure(ctx, error));
    }
  };
}

/** Shows a failure as the wire does that was called. */
export function presentFailure(ctx: ShimContext, error: ServiceError): ReturnType<ErrorPresenter> {
  return PRESENTERS[wireOf(ctx.req)](error);
}

/** Remembers a failure for the request record. */
export function noteFailure(ctx: ShimContext, cause: unknown): ServiceError {
  const error = ServiceError.from(cause);
  ctx.state.errorCode = error.code;
  ctx.state.cause = cause;
  return error;
}

function answer(
  ctx: ShimContext,
  { status, headers, body }: Pick<PresentedError, 'status' | 'headers'> & { body: object },
) {
  ctx.respond = true;
  ctx.status = status;
  ctx.set(headers);
  ctx.type = 'application/json';
  ctx.body = body;
}
