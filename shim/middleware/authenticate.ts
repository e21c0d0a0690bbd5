import type { IncomingHttpHeaders } from 'node:http';
import type { Caller, ShimDeps } from '../deps.ts';
import { peerOf } from '../peer.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';

/** Lets only callers with a good key through and notes who they are. Stands before a body is read. */
export function createAuthenticate(access: ShimDeps['access']): ShimMiddleware {
  return async (ctx, next) => {
    ctx.state.caller = await access.authenticate(keyOf(ctx.req.headers), peerOf(ctx.req));
    await next();
  };
}

/** The key a caller shows: OpenAI's header, else Google's. */
function keyOf(headers: IncomingHttpHeaders): string | null {
  const google = headers['x-goog-api-key'];
  return bearerOf(headers.authorization) ?? (typeof google === 'string' && google !== '' ? google : null);
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
