import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { api } from '../../api/api.ts';
import { useLiveQueries, useTopics } from '../../api/live/live.ts';
import { isRunning, RUNNING } from '../../job/state.ts';
import type { Job } from '../../job/types.ts';
import { filterOf, narrowing, type Wanted } from './query.ts';

const PAGE = 50;
const ASK_MS = 2_000;
const MOST_RUNNING = 100;

/**
 * The list as it is wanted. What is listed follows the stream in its place; what is new is counted by `fresh` until
 * `refresh` brings it in, so that nothing moves under the pointer.
 */
export function useJobs(wanted: Accessor<Wanted>) {
  const input = createMemo(() => ({ filter: filterOf(wanted()), first: PAGE }));
  const pages = api.jobs.list.usePages(input, { next: 'next', into: 'after' });
  const counts = api.jobs.counts.useQuery(() => ({ filter: narrowing(wanted()) }));
  const [news, setNews] = createStore<Record<string, Job>>({});
  const [baseline, setBaseline] = createSignal<number>();
  const listed = createMemo(() => (pages.data?.pages ?? []).flatMap(({ jobs }) => jobs));
  const jobs = createMemo(() => listed().map((job) => news[job.id] ?? job));
  const count = () => counts.data?.[wanted().tab].count;

  const running = api.jobs.list.useQuery(
    () => ({ filter: { states: [...RUNNING] }, first: MOST_RUNNING }),
    () => ({ enabled: jobs().some(isRunning), refetchInterval: ASK_MS }),
  );
  const isListed = (id: string) => listed().some((job) => job.id === id);
  const take = (job: Job) => isListed(job.id) && setNews(job.id, reconcile(job));
  createEffect(() => {
    for (const job of running.data?.jobs ?? []) take(job);
  });
  // What was read anew is newer than what was told of it before.
  createEffect(
    on(
      () => [pages.dataUpdatedAt, input()] as const,
      () => {
        setNews(reconcile({}));
        setBaseline(undefined);
      },
    ),
  );
  createEffect(() => {
    if (baseline() === undefined && !pages.isFetching) setBaseline(count());
  });

  async function readAgain(id: string): Promise<void> {
    await api.jobs.get.refresh({ id });
    take((await api.jobs.get.fetch({ id })).job);
  }
  useTopics(['generation-changed'], {
    onEvents(events) {
      for (const id of new Set(events.map(({ generationId }) => generationId))) {
        if (isListed(id)) readAgain(id).catch(() => {}); // the list is as old as it says then
      }
    },
    onGap: () => void pages.refetch(),
  });
  useLiveQueries(['generation-changed'], () => [api.jobs.counts.key()], ASK_MS);

  const fresh = () => Math.max(0, (count() ?? 0) - (baseline() ?? count() ?? 0));
  const refresh = () => void pages.refetch();
  createEffect(() => {
    if (pages.isSuccess && jobs().length === 0 && fresh() > 0) refresh();
  });

  return {
    ...{ jobs, pages, counts, count, fresh, refresh },
    more: () => ({
      has: pages.hasNextPage,
      isLoading: pages.isFetchingNextPage,
      load: () => void pages.fetchNextPage(),
    }),
  };
}
