import { Readable } from 'node:stream';
import type { Middleware } from 'koa';
import getRawBody, { type RawBodyError } from 'raw-body';
import { ServiceError } from '../../../schema/errors.ts';
import type { ControlContext } from '../context.ts';

/** What a list of accounts to be imported needs; and, for who is not signed in, signing in. */
export const SIGNED_IN_BYTES = 64 * 1024 * 1024;
export const NOBODY_BYTES = 16 * 1024;

/** Reads the body within a bound, where graphql-yoga then finds it. @throws ServiceError `body_too_large` */
export function createReadBody(): Middleware {
  return async (ctx, next) => {
    if (ctx.method === 'POST' || ctx.method === 'PUT') {
      const { viewer } = ctx.state.context as ControlContext;
      const limit = viewer === null ? NOBODY_BYTES : SIGNED_IN_BYTES;
      const body = await getRawBody(ctx.req, { limit, length: ctx.request.length ?? null }).catch((cause) =>
        tooLarge(cause, limit),
      );
      // Not the bytes themselves: graphql-yoga counts their keys, which are millions, to see whether there are any.
      Object.assign(ctx.req, { body: body.length === 0 ? body : Readable.from([body]) });
    }
    await next();
  };
}

function tooLarge(cause: RawBodyError, limit: number): never {
  if (cause.type !== 'entity.too.large') throw cause;
  throw new ServiceError('body_too_large', `The body is larger than ${limit} bytes, the limit here.`);
}
