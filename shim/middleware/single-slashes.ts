import type { ShimMiddleware } from '../state.ts';

/**
 * Takes several slashes in a path for one: programs that put a base address and a path together by hand ask for
 * `//v1/models` or `/v1//models`.
 */
export function createSingleSlashes(): ShimMiddleware {
  return (ctx, next) => {
    if (ctx.path.includes('//')) ctx.path = ctx.path.replace(/\/{2,}/g, '/');
    return next();
  };
}
