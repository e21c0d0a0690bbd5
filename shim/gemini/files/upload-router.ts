import Router from '@koa/router';
import type { ShimDeps } from '../../deps.ts';
import { createAuthenticate } from '../../middleware/authenticate.ts';
import type { ShimState } from '../../state.ts';
import { createContinueUpload } from './continue-upload.ts';
import { createStartUpload } from './start-upload.ts';

/** Where Google's wire takes files: `/upload/{version}/files`. */
export function uploadRouter(deps: ShimDeps): Router<ShimState> {
  const authenticate = createAuthenticate(deps.access);
  return new Router<ShimState>({ prefix: '/upload/:version' })
    .post('/files', authenticate, createStartUpload(deps))
    .post('/files/:upload', createContinueUpload(deps));
}
