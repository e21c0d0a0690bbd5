import type { ImageRole } from '../../../schema/catalogue.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { shortened } from '../../shortened.ts';

const PARAM = 'generation_config.video_config.task';

interface Task {
  needsPicture: boolean;
  /** What the pictures are to be; undefined leaves it to the model: clients say `image_to_video` to models of references, too. */
  role: ImageRole | undefined;
}

const TASKS: ReadonlyMap<string, Task> = new Map([
  ['text_to_video', { needsPicture: false, role: undefined }],
  ['image_to_video', { needsPicture: true, role: undefined }],
  ['reference_to_video', { needsPicture: true, role: 'references' }],
]);
const UNOFFERED: readonly string[] = ['edit', 'extend', 'upscale'];

/**
 * What the pictures of a video are to be, where the task says it.
 * @throws ServiceError `invalid_value` for a task that is not offered, or does not go with the number of pictures
 */
export function roleFor(named: string | null | undefined, pictures: number): ImageRole | undefined {
  const name = named?.trim().toLowerCase() ?? '';
  if (name === '') return undefined;
  const task = TASKS.get(name);
  if (task === undefined) throw notOffered(name);
  if (task.needsPicture && pictures === 0) throw misfit(name, 'needs a picture in the input');
  if (!task.needsPicture && pictures > 0) throw misfit(name, 'takes no pictures. Leave them out, or name no task');
  return task.role;
}

function notOffered(task: string): ServiceError {
  const known = [...TASKS.keys()].join(', ');
  const why = UNOFFERED.includes(task) ? ': no model here goes on from a video' : '';
  const message = `'${PARAM}' cannot be '${shortened(task)}'${why}. It can be ${known}.`;
  return new ServiceError('invalid_value', message, { param: PARAM });
}

function misfit(task: string, why: string): ServiceError {
  return new ServiceError('invalid_value', `'${PARAM}' is ${task}, which ${why}.`, { param: PARAM });
}
