import { ServiceError } from '../../schema/errors.ts';
import { shortened } from '../shortened.ts';
import type { Route, RouteContext } from '../state.ts';
import type { ModelMethod } from './model-methods.ts';

/** `POST …/models/{model}:{method}`: an id may hold slashes and colons, so the last colon is the one before the method. */
export function createCallMethod(methods: ReadonlyMap<string, ModelMethod>): Route {
  return (ctx) => {
    const target = ctx.params.model ?? '';
    const colon = target.lastIndexOf(':');
    const name = colon === -1 ? '' : target.slice(colon + 1);
    const method = methods.get(name);
    if (method === undefined) throw unknownMethod(name, [...methods.keys()]);
    nameRoute(ctx, name);
    return method(ctx, { model: target.slice(0, colon), vertex: ctx.params.publisher !== undefined });
  };
}

/** The log and the metrics tell the methods of one path apart. There are only as many as are known here. */
function nameRoute(ctx: RouteContext, method: string): void {
  ctx._matchedRoute = `${ctx.routerPath}:${method}`;
}

function unknownMethod(name: string, known: readonly string[]): ServiceError {
  const what = name === '' ? 'The path names no method' : `There is no method '${shortened(name)}' here`;
  return new ServiceError('not_found', `${what}. Put one of these behind the model: :${known.join(', :')}.`);
}
