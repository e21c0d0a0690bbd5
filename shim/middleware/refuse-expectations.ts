import { presentHttpFailure } from '../presenters/http-failure.ts';
import { shortened } from '../shortened.ts';
import type { ShimMiddleware } from '../state.ts';
import { wireOf } from '../wire.ts';

const CONTINUE = /^\s*100-continue\s*$/i;

/** Refuses an `Expect` other than `100-continue`, which the server itself meets. HTTP/1.0 knows no such header. */
export function createRefuseExpectations(): ShimMiddleware {
  return async (ctx, next) => {
    const { expect } = ctx.req.headers;
    if (expect === undefined || CONTINUE.test(expect) || ctx.req.httpVersion !== '1.1') return next();
    const message = `This server cannot do what the Expect header asks for: ${shortened(expect)}.`;
    const failure = { status: 417, code: 'expectation_failed', message, param: 'Expect' };
    ctx.status = failure.status;
    ctx.type = 'application/json';
    ctx.body = presentHttpFailure(wireOf(ctx.req), failure);
  };
}
