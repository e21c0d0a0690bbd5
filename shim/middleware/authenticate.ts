import type { Caller, ShimDeps } from '../deps.ts';
import { peerOf } from '../peer.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';
import { wireOf } from '../wire.ts';

/** Lets only callers with a good key through and notes who they are. Stands before a body is read. */
export function createAuthenticate(access: ShimDeps['access']): ShimMiddleware {
  return async (ctx, next) => {
    ctx.state.caller = await access.authenticate(keyOf(ctx), peerOf(ctx.req));
    await next();
  };
}

/** The key a caller shows: the header of the wire it speaks, else that of the other, else the query, as Google's programs may. */
function keyOf(ctx: ShimContext): string | null {
  const [bearer, google] = [bearerOf(ctx.req.headers.authorization) ?? '', ctx.get('x-goog-api-key')];
  const [first, second] = wireOf(ctx.req) === 'gemini' ? [google, bearer] : [bearer, google];
  return first || second || keyOfQuery(ctx);
}

function keyOfQuery({ query: { key } }: ShimContext): string | null {
  return [key ?? ''].flat().find((value) => value !== '') ?? null;
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
