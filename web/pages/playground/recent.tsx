import { For, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import type { Outputs } from '../../api/types.ts';
import { duration, percent } from '../../format.ts';
import { JobThumb } from '../../job/job-thumb.tsx';
import { isRunning, standingOf } from '../../job/state.ts';
import type { Job } from '../../job/types.ts';
import { words as jobWords } from '../../job/words.ts';
import { cx } from '../../ui/cx.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { useOnceBack } from './use-once-back.ts';
import { words } from './words.ts';

const SHOWN = 20;
const ASK_MS = 2_000;
/** Jobs that no key asked for. */
const CONSOLE = 'console';

const whileRunning = ({ state: { data } }: { state: { data: Outputs['jobs']['list'] | undefined } }) =>
  data?.jobs.some(isRunning) ? ASK_MS : false;

/** What was made here lately, refused ones among it. */
export function Recent(props: { current: string | null; onLook: (id: string) => void }) {
  const list = api.jobs.list.useQuery(
    () => ({ filter: { apiKeyIds: [CONSOLE] }, first: SHOWN }),
    () => ({ refetchInterval: whileRunning }),
  );
  useOnceBack(list);
  useLiveQueries(['generation-changed'], () => [api.jobs.list.key({ filter: { apiKeyIds: [CONSOLE] }, first: SHOWN })]);
  const jobs = () => list.data?.jobs ?? [];
  return (
    <aside aria-labelledby="recent" class="min-w-0 lg:col-span-2 xl:col-span-1">
      <div class="mb-1 flex items-baseline justify-between gap-2">
        <h2 id="recent" class="text-label leading-5 font-500 text-ink-2">
          {words().recent}
        </h2>
        <TextLink alone quiet href="/generations?key=console" class="text-micro xl:sr-only xl:focus:not-sr-only">
          {words().all}
        </TextLink>
      </div>
      <Show when={list.isPending}>
        <Loading class="flex gap-2 xl:flex-col">
          <For each={[1, 2, 3]}>{() => <Skeleton class="aspect-video w-31 rounded-[10px]" />}</For>
        </Loading>
      </Show>
      <Show when={list.isError && list.data === undefined}>
        <ErrorCard text={words().recentFailed} onRetry={() => void list.refetch()} />
      </Show>
      <Show when={list.isSuccess && jobs().length === 0}>
        <p class="text-label text-ink-3">{words().recentNone}</p>
      </Show>
      <ul class="scroll-quiet -m-1 flex gap-2 overflow-x-auto p-1 xl:max-h-[calc(100dvh-8rem)] xl:flex-col xl:overflow-y-auto">
        <For each={jobs().map(({ id }) => id)}>
          {(id) => (
            <Show when={jobs().find((job) => job.id === id)}>
              {(job) => <Item job={job()} isCurrent={id === props.current} onLook={() => props.onLook(id)} />}
            </Show>
          )}
        </For>
      </ul>
    </aside>
  );
}

function Item(props: { job: Job; isCurrent: boolean; onLook: () => void }) {
  const standing = () => standingOf(props.job);
  const isBad = () => ['failed', 'refused'].includes(standing());
  const left = () => {
    if (standing() !== 'completed' && !isRunning(props.job)) return jobWords().states[standing()];
    return props.job.seconds === null ? props.job.ratio : jobWords().seconds(props.job.seconds);
  };
  const right = () => {
    const { state, percent: done, createdAt, completedAt } = props.job;
    if (state === 'queued') return jobWords().states.queued;
    if (isRunning(props.job)) return percent(done / 100, 0);
    return state === 'completed' && completedAt !== null ? duration(completedAt - createdAt) : '';
  };
  return (
    <li class="w-31 shrink-0">
      <button
        type="button"
        aria-current={props.isCurrent || undefined}
        onClick={() => props.onLook()}
        class={cx(
          'block w-full rounded-[10px] text-left',
          props.isCurrent && 'shadow-[0_0_0_2px_var(--canvas),0_0_0_4px_var(--accent)]',
        )}
      >
        <JobThumb job={props.job} ratio="16 / 9" />
      </button>
      <p
        class={cx('tabular flex justify-between gap-1 px-0.5 pt-0.75 text-micro', isBad() ? 'text-bad' : 'text-ink-3')}
      >
        <span class="truncate">{left()}</span>
        <span>{right()}</span>
      </p>
    </li>
  );
}
