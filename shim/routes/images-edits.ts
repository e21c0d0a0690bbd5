import { createImageRoute, type ImageDeps } from '../images/create-images.ts';
import type { Route } from '../state.ts';

/** `POST /v1/images/edits`: pictures from pictures and words, as a form or as JSON. */
export function createImagesEdits(deps: ImageDeps): Route {
  return createImageRoute(deps, { route: '/v1/images/edits', events: 'image_edit', needsPicture: true });
}
