import { ServiceError } from '../../schema/errors.ts';
import type { GivenImage, JobView } from '../../schema/generation.ts';
import { decodeBase64 } from '../chat/inline-picture.ts';
import type { ShimDeps } from '../deps.ts';
import { shortened } from '../shortened.ts';
import { jobIdIn, ROUTE } from './identity.ts';
import type { EarlierCall } from './input.ts';

export interface EarlierContext {
  find: ShimDeps['generations']['find'];
  images: ShimDeps['images'];
  apiKeyId: string;
  limitBytes: number;
}

/** The response of this id, if it is one of this key's; null otherwise. */
export async function findResponse(
  { find, apiKeyId }: Pick<EarlierContext, 'find' | 'apiKeyId'>,
  id: string,
): Promise<JobView | null> {
  const jobId = jobIdIn(id);
  const job = jobId === null ? null : await find(jobId, apiKeyId);
  return job?.route === ROUTE ? job : null;
}

/**
 * The picture that an earlier item brought: our own file, else what the caller sent back.
 * @throws ServiceError `image_unreachable` when neither can be had; `image_invalid` for bytes that are no picture
 */
export async function pictureOfCall(call: EarlierCall, context: EarlierContext): Promise<GivenImage> {
  const { id, base64, param } = call;
  const job = id === null ? null : await findResponse(context, id);
  const own = job === null ? null : await fileOf(job, context);
  if (own !== null) return own;
  if (base64 !== null) return context.images.take(decodeBase64(base64, { limitBytes: context.limitBytes, param }));
  throw lost('The earlier picture of this conversation can no longer be read.', param);
}

/**
 * The picture of the response that this one goes on from.
 * @throws ServiceError `invalid_value` when there is no such response or it has no picture, `image_unreachable` when it is gone
 */
export async function pictureOfResponse(id: string, context: EarlierContext): Promise<GivenImage> {
  const param = 'previous_response_id';
  const job = await findResponse(context, id);
  if (job === null) {
    throw new ServiceError('invalid_value', `There is no response '${shortened(id)}' for this key.`, { param });
  }
  if (job.state !== 'completed') {
    throw new ServiceError('invalid_value', `The response '${shortened(id)}' has no picture: it is ${job.state}.`, {
      param,
    });
  }
  const own = await fileOf(job, context);
  if (own === null) throw lost('The picture of that response is no longer kept.', param);
  return own;
}

async function fileOf({ assets }: JobView, { images }: EarlierContext): Promise<GivenImage | null> {
  const file = assets[0]?.file ?? null;
  return file === null ? null : images.fromFile(file);
}

function lost(what: string, param: string): ServiceError {
  return new ServiceError('image_unreachable', `${what} Send it as an input_image.`, { param });
}
