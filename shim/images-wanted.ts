import type { PictureShape, WantedRequest } from '../schema/generation.ts';
import type { ShimDeps } from './deps.ts';
import { callerOf } from './middleware/authenticate.ts';
import type { ShimContext } from './state.ts';

/** What a surface counts pictures with before it brings them in. */
export interface ImagePlanning {
  /**
   * How many of a request's pictures will be used: the first so many. Of none it is none, and nothing is checked.
   * @param first the first of them, where its shape is known
   * @throws ServiceError what `create` would refuse for the model, the wishes, that number of pictures, or the key's limits
   */
  imagesWanted(request: WantedRequest, count: number, first?: PictureShape): number;
}

/** Counts for whoever sends this request, who wants so many results. */
export function imagePlanning(ctx: ShimContext, { imagesWanted }: ShimDeps['generations'], jobs = 1): ImagePlanning {
  const caller = { apiKeyId: callerOf(ctx).apiKeyId, jobs };
  return {
    imagesWanted: (request, count, first) =>
      count === 0 ? 0 : imagesWanted(request, { length: count, 0: first }, caller),
  };
}
