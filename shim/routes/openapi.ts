import { createHash } from 'node:crypto';
import type { ShimDeps } from '../deps.ts';
import { printOpenApiDocument } from '../openapi/print.ts';
import { publicUrlOf } from '../public-url.ts';
import type { Route } from '../state.ts';

/**
 * `GET /openapi.json`: the interface for programs. Its bytes are made at the first request and kept, but for the few in front
 * that say by which address this caller reaches us.
 */
export function createOpenApi({ settings }: Pick<ShimDeps, 'settings'>): Route {
  let making: Promise<Made> | null = null;
  return async (ctx) => {
    making ??= make();
    const made = await making.catch((cause: unknown) => {
      making = null; // the next caller has another try
      throw cause;
    });
    const servers = JSON.stringify([{ url: publicUrlOf(ctx.req, settings()) }]);
    delete ctx.req.headers['cache-control']; // Node's fetch adds `no-cache` to a condition, which would not be looked at
    ctx.status = 200; // likewise
    ctx.set('etag', `"${made.digest}-${digestOf(servers)}"`);
    ctx.set('cache-control', 'no-cache');
    ctx.type = 'application/json';
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = Buffer.concat([Buffer.from(`{"servers":${servers},`), made.rest]);
  };
}

interface Made {
  /** The document without its first brace. */
  rest: Buffer;
  digest: string;
}

async function make(): Promise<Made> {
  const text = await printOpenApiDocument();
  return { rest: Buffer.from(text.slice(1)), digest: digestOf(text) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
