import type { ImageRole } from '../../../schema/catalogue.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { shortened } from '../../shortened.ts';

const PARAM = 'generation_config.video_config.task';

/** What pictures are to each task. */
const ROLES: Readonly<Record<string, ImageRole | null>> = {
  text_to_video: null,
  image_to_video: 'frames',
  reference_to_video: 'references',
};
const UNOFFERED: readonly string[] = ['edit', 'extend', 'upscale'];

/**
 * What the pictures of a video are to be, where the task says it.
 * @throws ServiceError `invalid_value` for a task that is not offered, or does not go with the number of pictures
 */
export function roleFor(task: string | null | undefined, pictures: number): ImageRole | undefined {
  const named = task?.trim().toLowerCase() ?? '';
  if (named === '') return undefined;
  if (!Object.hasOwn(ROLES, named)) throw notOffered(named);
  const role = ROLES[named] ?? null;
  if (role === null && pictures > 0)
    throw misfit('text_to_video', 'takes no pictures. Leave them out, or name no task');
  if (role !== null && pictures === 0) throw misfit(named, 'needs a picture in the input');
  return role ?? undefined;
}

function notOffered(task: string): ServiceError {
  const known = Object.keys(ROLES).join(', ');
  const why = UNOFFERED.includes(task) ? ': no model here goes on from a video' : '';
  const message = `'${PARAM}' cannot be '${shortened(task)}'${why}. It can be ${known}.`;
  return new ServiceError('invalid_value', message, { param: PARAM });
}

function misfit(task: string, why: string): ServiceError {
  return new ServiceError('invalid_value', `'${PARAM}' is ${task}, which ${why}.`, { param: PARAM });
}
