import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import send from 'send';
import { ServiceError } from '../schema/errors.ts';
import type { KeptFile } from './deps.ts';
import { presentHttpFailure } from './presenters/http-failure.ts';
import type { RouteContext } from './state.ts';
import { wireOf } from './wire.ts';

export interface SendFileOptions {
  /** Name of the file, which stands for its bytes: another file never gets it. */
  name: string;
  cacheControl: string;
}

/**
 * Answers with a kept file, in whole or by `Range`, with conditions and for `HEAD`.
 * @throws ServiceError `not_found` when it is not on the disk (any more)
 */
export async function sendFile(
  ctx: RouteContext,
  file: KeptFile,
  { name, cacheControl }: SendFileOptions,
): Promise<void> {
  // `no-cache` means that a copy is to be checked, which a condition does; the library takes it for a reload.
  delete ctx.req.headers['cache-control'];
  const path = `/${encodeURIComponent(basename(file.path))}`;
  const stream = send(ctx.req, path, { root: dirname(file.path), dotfiles: 'deny', index: false, cacheControl: false });
  stream.on('headers', (response) => {
    response.setHeader('cache-control', cacheControl);
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
  if (cut || (status !== 412 && status !== 416)) throw goneFile();
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

/** Said of a file that was never there or is no longer kept; nobody is told which. */
export function goneFile(): ServiceError {
  return new ServiceError('not_found', 'There is no such file, or it is no longer kept.');
}
