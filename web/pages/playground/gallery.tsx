import { createMemo, For, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { JobThumb } from '../../job/job-thumb.tsx';
import { resultUrl } from '../../job/media.ts';
import type { Job } from '../../job/types.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import type { Picture } from './draft.ts';
import { words } from './words.ts';

interface GalleryProps {
  /** Only pictures, or everything when left out. */
  kind?: 'image';
  onPick: (job: Job, picture: Picture) => void;
  onClose: () => void;
}

const PAGE = 24;

/** Results that are still here, to be used again. */
export function Gallery(props: GalleryProps) {
  const pages = api.jobs.list.usePages(
    () => ({
      filter: { states: ['completed' as const], expired: false, ...(props.kind && { kind: props.kind }) },
      first: PAGE,
    }),
    { next: 'next', into: 'after' },
  );
  const jobs = createMemo(() =>
    (pages.data?.pages ?? []).flatMap((page) => page.jobs).filter((job) => resultUrl(job) !== undefined),
  );
  const pick = (job: Job) => {
    const [asset] = job.assets;
    if (asset?.file == null) return;
    props.onPick(job, { file: asset.file, width: asset.width ?? 0, height: asset.height ?? 0 });
    props.onClose();
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      size="large"
      title={words().gallery.title}
      description={words().gallery.sentence}
    >
      <Show when={!pages.isPending} fallback={<SkeletonLines lines={4} />}>
        <Show
          when={!pages.isError}
          fallback={<ErrorCard text={words().recentFailed} onRetry={() => void pages.refetch()} />}
        >
          <ul class="grid grid-cols-2 gap-2 sm:grid-cols-3 md:grid-cols-4">
            <For each={jobs()}>
              {(job) => (
                <li>
                  <button type="button" class="block w-full rounded-[10px]" onClick={() => pick(job)}>
                    <JobThumb job={job} ratio="16 / 9" />
                  </button>
                </li>
              )}
            </For>
          </ul>
          <Show when={jobs().length === 0}>
            <EmptyState text={props.kind === 'image' ? words().gallery.none : words().gallery.noVideos} />
          </Show>
          <Show when={pages.hasNextPage}>
            <LoadMore isLoading={pages.isFetchingNextPage} load={() => void pages.fetchNextPage()} />
          </Show>
        </Show>
      </Show>
    </Dialog>
  );
}
