import type { RouterContext } from '@koa/router';
import { ServiceError } from '../../schema/errors.ts';
import { shortened } from '../shortened.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';

/** Ends what no route took: 405 with `Allow` for a known path, 404 otherwise. Stands after the last router. */
export function createUnrouted(): ShimMiddleware {
  return (ctx) => {
    const methods = methodsOf(ctx);
    const path = shortened(ctx.path);
    if (methods.length === 0) throw new ServiceError('not_found', `There is no ${path} here. GET / lists the routes.`);
    ctx.set('allow', methods.join(', '));
    if (ctx.method !== 'OPTIONS') {
      throw new ServiceError('method_not_allowed', `${path} takes ${methods.join(', ')}, not ${ctx.method}.`);
    }
    ctx.status = 204;
  };
}

/** Methods of all routes whose path fits, as the routers before have noted them. */
function methodsOf(ctx: ShimContext): string[] {
  const { matched } = ctx as Partial<Pick<RouterContext, 'matched'>>;
  return [...new Set(matched?.flatMap((layer) => layer.methods))];
}
