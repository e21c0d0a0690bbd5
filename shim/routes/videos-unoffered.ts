import { ServiceError } from '../../schema/errors.ts';
import type { Route } from '../state.ts';

/** What OpenAI's videos can do besides, and the upstream's models cannot; each with the way round it. */
const UNOFFERED = {
  edits: 'No model here changes a finished video. POST /v1/videos/{id}/remix makes it anew with other words.',
  extensions:
    'No model here makes a finished video longer. POST /v1/videos makes one of the lengths of GET /v1/models.',
  characters: "No model here takes characters from a video. POST /v1/videos takes pictures in 'reference_images'.",
} as const;

/** `POST /v1/videos/edits`, `/extensions`, `/characters`: says after the key was checked that nothing here can do it. */
export function createUnofferedVideos(what: keyof typeof UNOFFERED): Route {
  return () => {
    throw new ServiceError('not_found', UNOFFERED[what]);
  };
}
