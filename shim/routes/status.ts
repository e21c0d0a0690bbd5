import { ServiceError } from '../../schema/errors.ts';
import type { ShimDeps } from '../deps.ts';
import { bearerOf } from '../middleware/authenticate.ts';
import { isLocal, peerOf } from '../peer.ts';
import type { Route } from '../state.ts';

/** `GET /health`: the process answers. */
export function createHealth(): Route {
  return (ctx) => {
    ctx.body = { status: 'ok' };
  };
}

/** `GET /ready`: whether a request could be served now; 503 and the reasons when not. */
export function createReady({ status }: Pick<ShimDeps, 'status'>): Route {
  return async (ctx) => {
    const { ready, reasons } = await status.ready();
    ctx.status = ready ? 200 : 503;
    ctx.body = { ready, reasons };
  };
}

/** `GET /metrics`: Prometheus text for whom the setting allows; for others there is nothing here. */
export function createMetrics({ status, settings }: Pick<ShimDeps, 'status' | 'settings'>): Route {
  return async (ctx) => {
    const { metricsOpen } = settings();
    const isKnown = () => isLocal(peerOf(ctx.req)) || status.mayReadMetrics(bearerOf(ctx.req.headers.authorization));
    const allowed = metricsOpen === 'open' || (metricsOpen === 'loopback' && isKnown());
    if (!allowed) throw new ServiceError('not_found', 'Metrics are not shown to this address without an admin token.');
    const { contentType, body } = await status.metrics();
    ctx.set('content-type', contentType);
    ctx.body = body;
  };
}
