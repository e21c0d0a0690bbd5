import type { Route } from '../state.ts';
import { type Wire, wireOf } from '../wire.ts';

/** Lets only the requests of one wire into its routes, so that the other's are neither taken nor offered in `Allow`. */
export function onWire(wire: Wire, routes: Route): Route {
  return (ctx, next) => (wireOf(ctx.req) === wire ? routes(ctx, next) : next());
}
