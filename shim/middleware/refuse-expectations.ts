import { envelope } from '../presenters/error.ts';
import { shortened } from '../shortened.ts';
import type { ShimMiddleware } from '../state.ts';

const CONTINUE = /^\s*100-continue\s*$/i;

/** Refuses an `Expect` other than `100-continue`, which the server itself meets. HTTP/1.0 knows no such header. */
export function createRefuseExpectations(): ShimMiddleware {
  return async (ctx, next) => {
    const { expect } = ctx.req.headers;
    if (expect === undefined || CONTINUE.test(expect) || ctx.req.httpVersion !== '1.1') return next();
    ctx.status = 417;
    ctx.type = 'application/json';
    const message = `This server cannot do what the Expect header asks for: ${shortened(expect)}.`;
    ctx.body = envelope(message, 'invalid_request_error', 'expectation_failed', 'Expect');
  };
}
