import type { ShimDeps } from '../../deps.ts';
import { publicUrlOf } from '../../public-url.ts';
import { goneFile, sendFile } from '../../send-file.ts';
import type { Route, RouteContext } from '../../state.ts';
import { fileNameIn } from './file-id.ts';
import { presentFile } from './present-file.ts';

const MAX_AGE_SECONDS = 24 * 60 * 60;

/**
 * `GET|HEAD …/files/{id}` and `…/files/{id}:download?alt=media`: about a kept file, and its bytes, in whole or by `Range`. No
 * key is asked for: the id, which nobody can guess, is the permission, as under `/files/`. Google's SDK puts a whole address
 * behind `files/` where ours does not begin with https: the last id counts.
 */
export function createGetFile({ files, settings }: Pick<ShimDeps, 'files' | 'settings'>): Route {
  return async (ctx) => {
    const name = fileNameIn(ctx.path);
    const file = name === null ? null : await files.find(name);
    if (name === null || file === null) throw goneFile();
    if (!wantsBytes(ctx)) {
      ctx.body = presentFile(name, file, publicUrlOf(ctx.req, settings()));
      return;
    }
    // Another file never gets this name, so that a copy may be kept; but only by the one who knows it.
    await sendFile(ctx, file, { name, cacheControl: `private, max-age=${MAX_AGE_SECONDS}, immutable` });
  };
}

function wantsBytes({ path, query: { alt } }: RouteContext): boolean {
  return /(?::|%3a)download$/i.test(path) || [alt].flat().some((form) => form?.startsWith('media') === true);
}
