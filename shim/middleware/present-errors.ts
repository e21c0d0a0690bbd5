import { ServiceError } from '../../schema/errors.ts';
import { CallerLeft } from '../caller-gone.ts';
import { type PresentedError, presentError } from '../presenters/error.ts';
import { presentPluginError } from '../presenters/plugin-error.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';

type ErrorPresenter = (error: ServiceError) => { status: number; headers: Record<string, string>; body: object };

/** Wires whose errors look different from OpenAI's, by the start of their path. */
const OTHER_WIRES: readonly { prefix: string; present: ErrorPresenter }[] = [
  { prefix: '/api/plugin/', present: presentPluginError },
];

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
      else answer(ctx, presenterOf(ctx.path)(error));
    }
  };
}

/** Remembers a failure for the request record. */
export function noteFailure(ctx: ShimContext, cause: unknown): ServiceError {
  const error = ServiceError.from(cause);
  ctx.state.errorCode = error.code;
  ctx.state.cause = cause;
  return error;
}

function presenterOf(path: string): ErrorPresenter {
  return OTHER_WIRES.find(({ prefix }) => path.startsWith(prefix))?.present ?? presentError;
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
