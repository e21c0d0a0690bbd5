import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Middleware } from 'koa';
import { ServiceError } from '../../../schema/errors.ts';
import { type ControlContext, viewerOf } from '../context.ts';
import { type Asset, loadGraphiqlAssets } from './graphiql-assets.ts';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Flow2API GraphQL</title><link rel="stylesheet" href="/graphql/explorer/graphiql.css"></head>
<body id="body"><noscript>This page needs JavaScript.</noscript><div id="root"></div><script src="/graphql/explorer/start.js"></script></body>
</html>
`;

/** As strict as everywhere, but for the styles and fonts that its editor puts in while it runs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const decompress = promisify(gunzip);

/** GraphiQL for those who are signed in, all of it from our own origin. @param isOn `[server] graphiql` */
export function createGraphiql(isOn: () => boolean): Middleware {
  let assets: Promise<ReadonlyMap<string, Asset>> | null = null;

  return async (ctx) => {
    viewerOf(ctx.state.context as ControlContext);
    if (!isOn()) throw new ServiceError('not_found', 'GraphiQL is switched off here ([server] graphiql).');
    ctx.set('content-security-policy', POLICY);
    const name = (ctx.params as { asset?: string }).asset;
    if (name === undefined) {
      ctx.type = 'html';
      ctx.body = PAGE;
      return;
    }
    assets ??= loadGraphiqlAssets();
    const asset = (await assets).get(name);
    if (asset === undefined) throw new ServiceError('not_found', `GraphiQL has no part ${name}.`);
    ctx.set({ 'cache-control': 'private, no-cache', etag: asset.etag, vary: 'accept-encoding' });
    ctx.type = asset.type;
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    const isGzip = ctx.acceptsEncodings('gzip') === 'gzip';
    if (isGzip) ctx.set('content-encoding', 'gzip');
    ctx.body = isGzip ? asset.gzipped : await decompress(asset.gzipped);
  };
}
