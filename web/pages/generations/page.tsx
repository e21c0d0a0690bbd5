import { useLocation, useNavigate, useParams, useSearchParams } from '@solidjs/router';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Film from 'lucide-solid/icons/film';
import { createEffect, createMemo, createSignal, Match, on, Show, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { isStale } from '../../api/live/live.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState, NoMatch } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { createSelection } from '../../ui/selection.ts';
import { BulkBar } from './bulk-bar.tsx';
import { JobGrid } from './job-grid.tsx';
import { JobRows } from './job-rows.tsx';
import { ActiveFilters, ListToolbar } from './list-toolbar.tsx';
import { isNarrowed, type Query, readQuery, type Wanted, widened, writeQuery } from './query.ts';
import { RetryFailed } from './retry-failed.tsx';
import { useJobs } from './use-jobs.ts';
import { useTileKeys } from './use-tile-keys.ts';
import { Viewer } from './viewer.tsx';
import { words } from './words.ts';

export default function GenerationsPage() {
  const [query, setQuery] = useSearchParams<Query>();
  const params = useParams<{ id?: string }>();
  const location = useLocation();
  const navigate = useNavigate();
  const wanted = createMemo(() => readQuery({ ...query }), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const set = (change: Partial<Wanted>) => setQuery(writeQuery({ ...wanted(), ...change }));
  const clear = () => setQuery(writeQuery(widened(wanted())));
  const list = useJobs(wanted);
  const selection = createSelection();
  createEffect(on(wanted, () => selection.clear(), { defer: true }));

  const hrefOf = (id: string) => `/generations/${id}${location.search}`;
  const go = (id: string) => navigate(hrefOf(id), { scroll: false, replace: true });
  const place = () => list.jobs().findIndex(({ id }) => id === params.id);
  const neighbour = (by: 1 | -1) => {
    const next = place() === -1 ? undefined : list.jobs()[place() + by];
    return next === undefined ? undefined : () => go(next.id);
  };
  const [root, setRoot] = createSignal<HTMLElement>();
  useTileKeys(root, list.jobs, selection);
  useShortcut(
    'f',
    () => words().filter,
    () => document.getElementById('generations-filter')?.click(),
  );

  const empty = () => {
    const { tab } = wanted();
    if (isNarrowed(wanted())) return <NoMatch text={words().none} onClear={clear} />;
    if (tab !== 'all') return <EmptyState icon={<Film />} text={words().nothingIn[tab]} />;
    return (
      <EmptyState
        icon={<Film />}
        text={words().empty}
        action={
          <LinkButton kind="primary" href="/playground">
            {words().openPlayground}
          </LinkButton>
        }
      />
    );
  };
  const view = () => ({
    ...{ jobs: list.jobs(), selection, hrefOf, openId: params.id, more: list.more(), empty: empty() },
    isLoading: list.pages.isPending,
  });

  return (
    <>
      <PageHeader
        title={words().title}
        sentence={words().sentence}
        actions={<RetryFailed wanted={wanted()} counts={list.counts.data} onDone={list.refresh} />}
      />
      <ListToolbar wanted={wanted()} counts={list.counts.data} onChange={set} />
      <ActiveFilters wanted={wanted()} onChange={set} onClear={clear} />
      <Show when={list.fresh() > 0 && list.jobs().length > 0}>
        <div class="sticky top-18 z-10 mb-2 flex justify-center">
          <Button size="small" icon={<ArrowUp />} class="rounded-full shadow-pop" onClick={list.refresh}>
            {words().fresh(list.fresh())}
          </Button>
        </div>
      </Show>
      <div ref={setRoot} class={cx('transition-opacity', isStale() && 'opacity-60 grayscale')}>
        <Switch fallback={<JobGrid {...view()} />}>
          <Match when={list.pages.isError && list.jobs().length === 0}>
            <ErrorCard
              text={words().failed}
              hint={failureOf(list.pages.error).message}
              requestId={failureOf(list.pages.error).requestId ?? undefined}
              onRetry={list.refresh}
              isRetrying={list.pages.isFetching}
            />
          </Match>
          <Match when={wanted().view === 'rows'}>
            <JobRows {...view()} />
          </Match>
        </Switch>
      </div>
      <BulkBar
        selection={selection}
        jobs={list.jobs()}
        wanted={wanted()}
        total={list.counts.data?.[wanted().tab]}
        onDone={list.refresh}
      />
      <Show when={params.id}>
        {(id) => (
          <Viewer
            id={id()}
            onClose={() => navigate(`/generations${location.search}`, { scroll: false })}
            onPrevious={neighbour(-1)}
            onNext={neighbour(1)}
          />
        )}
      </Show>
    </>
  );
}
