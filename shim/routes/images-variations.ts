import { ServiceError } from '../../schema/errors.ts';
import type { Route } from '../state.ts';

/** `POST /v1/images/variations`: retired by OpenAI. It takes no prompt, without which the upstream makes nothing. */
export function createImagesVariations(): Route {
  return () => {
    throw new ServiceError(
      'not_found',
      'Variations are no longer offered. Send the picture to /v1/images/edits, with a prompt that says what to vary.',
    );
  };
}
