import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import send from 'send';
import { ServiceError } from '../../schema/errors.ts';
import type { KeptFile, ShimDeps } from '../deps.ts';
import { presentHttpFailure } from '../presenters/http-failure.ts';
import type { Route, RouteContext } from '../state.ts';
import { wireOf } from '../wire.ts';

const MAX_AGE_SECONDS = 24 * 60 * 60;

/**
 * `GET|HEAD /files/{name}`: a kept file, in whole or by `Range`. No key is asked for, since `<img>` and `<video>` cannot
 * send one: the name, which nobody can guess, is the permission. There is no listing.
 */
export function createGetFile({ files }: Pick<ShimDeps, 'files'>): Route {
  return async (ctx) => {
    const name = ctx.params.name ?? '';
    const file = await files.find(name);
    if (file === null) throw gone();
    await sendFile(ctx, name, file);
  };
}

async function sendFile(ctx: RouteContext, name: string, file: KeptFile): Promise<void> {
  // `no-cache` means that a copy is to be checked, which a condition does; the library takes it for a reload.
  delete ctx.req.headers['cache-control'];
  const path = `/${encodeURIComponent(basename(file.path))}`;
  const stream = send(ctx.req, path, { root: dirname(file.path), dotfiles: 'deny', index: false, cacheControl: false });
  stream.on('headers', (response) => {
    // Another file never gets this name, so it stands for the bytes, and they may be kept; but only by the one who knows it.
    response.setHeader('cache-control', `private, max-age=${MAX_AGE_SECONDS}, immutable`);
    response.setHeader('etag', `"${encodeURIComponent(name)}"`);
    response.setHeader('content-type', file.mimeType);
    response.setHeader('content-disposition', 'inline');
    response.setHeader('x-content-type-options', 'nosniff');
  });
  const failed = new Promise<SendFailure>((resolve) =>
    stream.on('error', resolve).on('directory', () => resolve({ status: 404 })),
  );
  const closed = once(ctx.res, 'close').then(() => null);
  ctx.respond = false;
  ctx.res.statusCode = 200; // Koa preset it to 404, for which conditions and ranges are not looked at
  stream.pipe(ctx.res);
  const failure = await Promise.race([failed, closed]);
  if (failure !== null) answerFailure(ctx, failure);
}

interface SendFailure {
  status?: number;
}

/** Failed conditions and ranges keep their own status; anything else means that the file is not there (any more). */
function answerFailure(ctx: RouteContext, { status }: SendFailure): void {
  const cut = ctx.res.headersSent;
  if (cut || (status !== 412 && status !== 416)) throw gone();
  for (const name of ['cache-control', 'content-disposition', 'etag', 'last-modified']) ctx.remove(name);
  const [message, code] =
    status === 416
      ? ['The file does not have that range.', 'range_not_satisfiable']
      : ['The file is not the one the condition names.', 'precondition_failed'];
  ctx.respond = true;
  ctx.status = status;
  ctx.type = 'application/json';
  ctx.body = presentHttpFailure(wireOf(ctx.req), { status, code, message });
}

function gone(): ServiceError {
  return new ServiceError('not_found', 'There is no such file, or it is no longer kept.');
}
