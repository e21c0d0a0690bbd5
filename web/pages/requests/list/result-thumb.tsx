import Film from 'lucide-solid/icons/film';
import { Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { number } from '../../../format.ts';
import { smallUrl } from '../../../job/media.ts';
import { MediaThumb } from '../../../ui/media-thumb.tsx';
import type { RequestRow } from '../phases.ts';

type Result = NonNullable<NonNullable<RequestRow['job']>['result']>;

/** The first result of a request, very small. Of a video its first picture. */
export function ResultThumb(props: { result: Result; count: number }) {
  const isVideo = () => props.result.kind === 'video';
  const preview = api.jobs.preview.useQuery(
    () => ({ id: props.result.jobId }),
    () => ({ enabled: isVideo(), staleTime: Number.POSITIVE_INFINITY }),
  );
  const src = () => {
    const url = (isVideo() ? preview.data?.url : props.result.url) ?? undefined;
    return url && smallUrl(url);
  };
  return (
    <span class="relative block w-11">
      <MediaThumb kind="image" src={src()} alt={props.result.prompt} ratio="3 / 2" class="rounded-[5px]" />
      <Show when={isVideo()}>
        <Film class="absolute top-1 left-1 size-2.5 text-[#fff] drop-shadow-[0_0_2px_#000]" aria-hidden="true" />
      </Show>
      <Show when={props.count > 1}>
        <span class="tabular absolute right-0.5 bottom-0.5 rounded-[4px] bg-[rgb(0_0_0/0.65)] px-1 text-micro leading-3.5 text-[#fff]">
          {number(props.count)}
        </span>
      </Show>
    </span>
  );
}
