import cors from '@koa/cors';
import type { Context } from 'koa';
import type { ShimSettings } from '../deps.ts';
import type { ShimMiddleware } from '../state.ts';

const EXPOSED = [
  ...['x-request-id', 'retry-after', 'x-should-retry', 'idempotent-replayed', 'location'],
  ...['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ...['x-flow2api-job-id', 'x-flow2api-upstream'],
  ...['x-goog-upload-url', 'x-goog-upload-status', 'x-goog-upload-size-received'],
];
const PREFLIGHT_SECONDS = 24 * 60 * 60;
/** Shown to whoever is on this machine, as every page in a browser on it is. Spelt as freely as the router takes it. */
const METRICS = /^\/metrics\/?$/i;
const EXTENSION_ORIGIN = /^(chrome|moz|safari-web)-extension:\/\//;

/**
 * Lets browsers call from the configured origins, errors included. A preflight is told the headers that it asked for:
 * SDKs send a changing set of their own (`x-stainless-*`), and `*` would not cover `authorization`. The metrics are for programs.
 */
export function createCors(settings: () => ShimSettings): ShimMiddleware {
  return cors({
    origin: (ctx) => allowedOrigin(ctx, settings().corsOrigins),
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposeHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** What to answer as `Access-Control-Allow-Origin`; empty for an origin that may not call. */
function allowedOrigin(ctx: Context, allowed: readonly string[]): string {
  const origin = ctx.get('origin');
  if (METRICS.test(ctx.path)) return '';
  if (allowed.includes('*')) return '*';
  if (allowed.includes(origin)) return origin;
  // The token updater is an extension, whose origin no operator knows beforehand; its routes have a token of their own.
  return ctx.path.startsWith('/api/plugin/') && EXTENSION_ORIGIN.test(origin) ? origin : '';
}
