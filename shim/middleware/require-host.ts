import { ServiceError } from '../../schema/errors.ts';
import type { ShimMiddleware } from '../state.ts';

/** Refuses a request of HTTP/1.1 without `Host`, as the protocol demands. The server leaves it to us for the answer's form. */
export function createRequireHost(): ShimMiddleware {
  return (ctx, next) => {
    if (ctx.req.httpVersion === '1.1' && ctx.req.headers.host === undefined) {
      ctx.set('connection', 'close');
      throw new ServiceError('invalid_request', 'The request has no Host header.', { param: 'Host' });
    }
    return next();
  };
}
