import type { ShimDeps } from '../deps.ts';
import { goneFile, sendFile } from '../send-file.ts';
import type { Route } from '../state.ts';

const MAX_AGE_SECONDS = 24 * 60 * 60;

/**
 * `GET|HEAD /files/{name}`: a kept file, in whole or by `Range`. No key is asked for, since `<img>` and `<video>` cannot
 * send one: the name, which nobody can guess, is the permission. There is no listing. With `?small` a picture comes in the
 * size of a list's tile.
 */
export function createGetFile({ files }: Pick<ShimDeps, 'files'>): Route {
  return async (ctx) => {
    const name = ctx.params.name ?? '';
    const isSmall = ctx.query.small !== undefined;
    const file = await (isSmall ? files.small(name) : files.find(name));
    if (file === null) throw goneFile();
    // Another file never gets this name, so that a copy may be kept; but only by the one who knows it.
    await sendFile(ctx, file, {
      name: isSmall ? `small-${name}` : name,
      cacheControl: `private, max-age=${MAX_AGE_SECONDS}, immutable`,
    });
  };
}
