import { createMemo, For, Show } from 'solid-js';
import { LoadMore } from '../../ui/load-more.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { JobTile } from './job-tile.tsx';
import type { ViewProps } from './view-props.ts';
import { words } from './words.ts';

const SHAPES = ['w-60', 'w-34', 'w-60', 'w-24', 'w-44', 'w-60', 'w-34', 'w-60'];

/** Results side by side at their real proportions, each line as wide as the page. */
export function JobGrid(props: ViewProps) {
  const byId = createMemo(() => new Map(props.jobs.map((job) => [job.id, job])));
  const ids = createMemo(() => [...byId().keys()]);
  return (
    <Show when={ids().length > 0} fallback={<Nothing {...props} />}>
      <ul aria-label={words().list} class="flex flex-wrap gap-x-3 gap-y-4">
        <For each={ids()}>
          {(id) => (
            <Show when={byId().get(id)}>
              {(job) => (
                <JobTile
                  job={job()}
                  href={props.hrefOf(id)}
                  selection={props.selection}
                  order={ids()}
                  isOpen={props.openId === id}
                />
              )}
            </Show>
          )}
        </For>
        <li aria-hidden="true" class="h-0 grow-[999]" />
      </ul>
      <Show when={props.more.has}>
        <div class="mt-4">
          <LoadMore isLoading={props.more.isLoading} load={props.more.load} />
        </div>
      </Show>
    </Show>
  );
}

function Nothing(props: ViewProps) {
  return (
    <Show
      when={props.isLoading}
      fallback={<div class="rounded-card border border-line bg-panel shadow-card">{props.empty}</div>}
    >
      <Loading class="flex flex-wrap gap-3">
        <For each={SHAPES}>{(width) => <Skeleton class={`h-34 rounded-[10px] ${width}`} />}</For>
      </Loading>
    </Show>
  );
}
