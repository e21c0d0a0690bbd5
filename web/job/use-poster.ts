import type { Accessor } from 'solid-js';
import { api } from '../api/api.ts';
import { resultUrl } from './media.ts';
import type { Job } from './types.ts';

const FOR_GOOD = Number.POSITIVE_INFINITY;

/** A small picture of a video, asked for when `isWanted`. `isKnown` says whether it is clear by now that there is one or none. */
export function usePoster(job: Accessor<Job>, isWanted: Accessor<boolean>) {
  const isVideo = () => job().kind === 'video' && job().state === 'completed' && resultUrl(job()) !== undefined;
  const query = api.jobs.preview.useQuery(
    () => ({ id: job().id }),
    () => ({ enabled: isVideo() && isWanted(), staleTime: FOR_GOOD }),
  );
  return {
    poster: (): string | undefined => {
      const url = query.data?.url;
      return url == null ? undefined : new URL(url).pathname;
    },
    isKnown: () => !isVideo() || query.isSuccess || query.isError,
  };
}
