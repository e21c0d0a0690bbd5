import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Middleware } from 'koa';

/** Leaves the answer to a handler of Node's own kind; done when it has ended or the client has left. */
export function native(
  handler: (request: IncomingMessage, response: ServerResponse, ctx: Context) => unknown,
): Middleware {
  return async (ctx) => {
    ctx.respond = false;
    ctx.res.statusCode = 200; // Koa has set it to 404
    const closed = new Promise<void>((resolve) => ctx.res.once('close', () => resolve()));
    await handler(ctx.req, ctx.res, ctx);
    await closed;
  };
}
