import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { ControlError, type ControlErrorCode } from '../../../schema/control-error.ts';
import { type ErrorCode, ServiceError } from '../../../schema/errors.ts';
import type { Scope } from '../../../schema/scopes.ts';
import { type ControlContext, signedOut } from '../context.ts';
import { type Failure, failureOf } from '../failure.ts';
import { inputFault } from './input-fault.ts';

/** A stream that is silent for longer is taken for dead by proxies and by the browser. */
const PING_MS = 15_000;
const RECONNECT_MS = 40_000;

const t = initTRPC
  .context<ControlContext>()
  .meta<{ scope?: Scope }>()
  .create({
    sse: { ping: { enabled: true, intervalMs: PING_MS }, client: { reconnectAfterInactivityMs: RECONNECT_MS } },
    errorFormatter: ({ shape, error, ctx }) => ({
      message: messageOf(error),
      code: shape.code,
      data: { ...failureIn(error), httpStatus: shape.data.httpStatus, requestId: ctx?.requestId ?? null },
    }),
  });

export const { router } = t;

/** Turns failures of services into those of tRPC, which answers with the right HTTP status then. */
const named = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (!(cause instanceof ControlError) && !(cause instanceof ServiceError)) return result;
  throw new TRPCError({ code: TRPC_CODE[cause.code] ?? 'BAD_REQUEST', message: cause.message, cause });
});

/** For what must work before somebody is signed in. */
export const anyone = t.procedure.use(named);

/** For those who are signed in and have the scope. */
export function scoped(scope: Scope) {
  return anyone.meta({ scope }).use(({ ctx, next }) => {
    if (ctx.viewer === null) throw asTrpc(signedOut());
    if (!ctx.viewer.scopes.has(scope)) {
      throw asTrpc(new ControlError('scope_missing', `This needs the scope '${scope}', which this admin token lacks.`));
    }
    return next({ ctx: { ...ctx, viewer: ctx.viewer } });
  });
}

/** As clients of tRPC are to see it. */
export function asTrpc(cause: ControlError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[cause.code] ?? 'BAD_REQUEST', message: cause.message, cause });
}

/** tRPC's names are those of HTTP statuses. What is not here is the request's own fault. */
const TRPC_CODE: Partial<Record<ErrorCode | ControlErrorCode, TRPCError['code']>> = {
  signed_out: 'UNAUTHORIZED',
  second_factor_needed: 'UNAUTHORIZED',
  scope_missing: 'FORBIDDEN',
  origin_refused: 'FORBIDDEN',
  conflict: 'CONFLICT',
  sign_in_blocked: 'TOO_MANY_REQUESTS',
  rate_limited: 'TOO_MANY_REQUESTS',
  queue_full: 'TOO_MANY_REQUESTS',
  not_found: 'NOT_FOUND',
  model_not_found: 'NOT_FOUND',
  no_token_available: 'SERVICE_UNAVAILABLE',
  upstream_unavailable: 'BAD_GATEWAY',
  upstream_timeout: 'BAD_GATEWAY',
  proxy_failed: 'BAD_GATEWAY',
  shutting_down: 'SERVICE_UNAVAILABLE',
  internal_error: 'INTERNAL_SERVER_ERROR',
};

function failureIn({ cause, code }: TRPCError): Omit<Failure, 'message'> {
  const { message: _, ...failure } = failureOf(cause);
  if (cause instanceof ZodError) return { ...failure, code: 'invalid_value', field: inputFault(cause).field };
  return code === 'INTERNAL_SERVER_ERROR'
    ? failure
    : { ...failure, code: failure.code === 'internal_error' ? 'invalid_request' : failure.code };
}

function messageOf(error: TRPCError): string {
  if (error.code === 'INTERNAL_SERVER_ERROR') return failureOf(error.cause).message;
  return error.cause instanceof ZodError ? inputFault(error.cause).message : error.message;
}
