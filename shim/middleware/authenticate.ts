import type { Caller, ShimDeps } from '../deps.ts';
import { peerOf } from '../peer.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';

/** Lets only callers with a good key through and notes who they are. Stands before a body is read. */
export function createAuthenticate(access: ShimDeps['access']): ShimMiddleware {
  return async (ctx, next) => {
    ctx.state.caller = await access.authenticate(keyOf(ctx), peerOf(ctx.req));
    await next();
  };
}

/** The key a caller shows: OpenAI's header, else Google's, else the query, where Google's programs may put it. */
function keyOf(ctx: ShimContext): string | null {
  const { key } = ctx.query;
  const others = [ctx.get('x-goog-api-key'), ...(Array.isArray(key) ? key : [key ?? ''])];
  return bearerOf(ctx.req.headers.authorization) ?? others.find((value) => value !== '') ?? null;
}

/** What stands after `Bearer`; null for another scheme or nothing. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** The caller of a route that stands behind `createAuthenticate`. */
export function callerOf(ctx: ShimContext): Caller {
  const { caller } = ctx.state;
  if (caller === null) throw new Error('This route was mounted without authentication.');
  return caller;
}
