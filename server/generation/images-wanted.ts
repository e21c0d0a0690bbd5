import type { EndsAt, PictureCount, WantedBy, WantedRequest } from '../../schema/generation.ts';
import type { GenerationDeps, KeyQuota } from './deps.ts';
import { foresee, mostCredits, offersOf } from './plan-job.ts';

export interface ImagesWantedDeps {
  deps: Pick<GenerationDeps, 'catalogue' | 'settings' | 'pool'> & { quota: Pick<KeyQuota, 'check'> };
  /** When a job will probably end, Unix milliseconds. */
  endsAt: EndsAt;
}

/**
 * Says how many of a request's pictures will be used, before they are brought in: nothing is fetched or stored for a call that
 * can be refused without them.
 */
export function createImagesWanted({ deps, endsAt }: ImagesWantedDeps) {
  /** @throws ServiceError as `planJob` and the limits of the key do */
  return (request: WantedRequest, pictures: PictureCount, { apiKeyId, jobs }: WantedBy): number => {
    const { variant, used } = foresee(deps, request, pictures);
    const isSure = pictures[0] !== undefined || request.aspectRatio !== undefined;
    const job = {
      model: request.model,
      variant: isSure ? variant.id : null,
      credits: mostCredits(offersOf(variant, used, deps.settings().profile)),
    };
    deps.quota.check(apiKeyId, new Array<typeof job>(jobs).fill(job), endsAt);
    return used;
  };
}
