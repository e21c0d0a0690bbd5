import type { IncomingMessage } from 'node:http';
import type { ShimSettings } from '../deps.ts';
import type { ShimMiddleware } from '../state.ts';

/**
 * Takes in what a caller still sends after the answer is known (no key, no such route, too large a body), for most callers
 * read an answer only after they have sent all; but no more than two bodies' worth, then the line is cut. Without this a
 * caller without a key could keep us reading for ever.
 */
export function createBoundLeftovers(settings: () => Pick<ShimSettings, 'bodyLimitBytes'>): ShimMiddleware {
  return async (ctx, next) => {
    const bound = 2 * settings().bodyLimitBytes;
    // Nothing of ours reads the body of another method, and some of these answers are sent before `next` returns.
    if (ctx.method !== 'POST' && hasBody(ctx.req)) drain(ctx.req, bound);
    await next();
    if (ctx.req.complete || ctx.res.headersSent) return;
    if (ctx.method === 'POST') drain(ctx.req, bound);
    if (announcedBytes(ctx.req) > bound) ctx.set('connection', 'close');
  };
}

/** Most requests without a form have none, and what follows them on the line is the next request. @see RFC 9112, section 6 */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function drain(request: IncomingMessage, bytes: number): void {
  let left = bytes;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}

/** What `Content-Length` says; 0 for a body of unknown length. */
function announcedBytes(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}
