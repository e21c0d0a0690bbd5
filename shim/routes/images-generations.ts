import { createImageRoute, type ImageDeps } from '../images/create-images.ts';
import type { Route } from '../state.ts';

/** `POST /v1/images/generations`: pictures from words, and from pictures where some are named. */
export function createImagesGenerations(deps: ImageDeps): Route {
  return createImageRoute(deps, {
    route: '/v1/images/generations',
    events: 'image_generation',
    needsPicture: false,
  });
}
