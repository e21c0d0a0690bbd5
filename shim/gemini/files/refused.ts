import { ServiceError } from '../../../schema/errors.ts';
import type { Route } from '../../state.ts';

/** `GET …/files`: whoever knows the id of a file may have it, so that nobody is told any. */
export function createListFiles(): Route {
  return () => {
    const message =
      'Files are not listed here: their ids are secrets. The upload, or the operation that made the file, answers with its id.';
    throw new ServiceError('invalid_request', message);
  };
}

/** `DELETE …/files/{id}`: the same picture is kept once for all who have sent it. */
export function createDeleteFile(): Route {
  return () => {
    const message =
      'Files are not deleted one by one: those that were not used for long go by themselves. A video goes with DELETE /v1/videos/{id}, the result of an interaction with the interaction.';
    throw new ServiceError('invalid_request', message);
  };
}
