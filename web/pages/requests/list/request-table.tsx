import ArrowUp from 'lucide-solid/icons/arrow-up';
import { createMemo, Show } from 'solid-js';
import { failureOf } from '../../../api/errors.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import type { Filters } from '../filter/filters.ts';
import { words } from '../words.ts';
import { columns } from './columns.tsx';
import { EmptyLog } from './empty-log.tsx';
import type { RequestList } from './request-list.ts';

interface RequestTableProps {
  filters: Filters;
  list: RequestList;
  openId: string | undefined;
  /** Whether somebody reads the rows, which then must not move. */
  onReading: (isReading: boolean) => void;
}

/** The rows of the log, and over them how many new ones wait. */
export function RequestTable(props: RequestTableProps) {
  const { pages } = props.list;
  const shown = createMemo(columns);
  const failure = () => (pages.isError && props.list.rows().length === 0 ? failureOf(pages.error) : null);
  const showNew = () => {
    props.list.show();
    scrollTo({ top: 0 });
  };
  return (
    <section
      aria-label={words().title}
      class="relative min-w-0"
      onPointerEnter={() => props.onReading(true)}
      onPointerLeave={() => props.onReading(false)}
    >
      <p class="sr-only" role="status">
        {props.list.waiting().length > 0 ? words().waiting(props.list.waiting().length, props.list.isMore()) : ''}
      </p>
      <Show when={props.list.waiting().length > 0}>
        <div class="pointer-events-none sticky top-15 z-5 flex h-0 justify-center">
          <button
            type="button"
            onClick={showNew}
            class="appear pointer-events-auto mt-11 flex h-7 items-center gap-1.5 rounded-full bg-button px-3 text-label font-500 text-button-ink shadow-pop hover:bg-button-hover touch:h-11"
          >
            <ArrowUp class="size-3" />
            <span class="tabular">{words().waiting(props.list.waiting().length, props.list.isMore())}</span>
          </button>
        </div>
      </Show>
      <Show
        when={failure()}
        fallback={
          <DataTable
            label={words().title}
            columns={shown()}
            rows={props.list.rows()}
            rowKey={(row) => row.requestId}
            rowName={(row) => row.requestId}
            href={(row) => `/requests/${encodeURIComponent(row.requestId)}${props.filters.search()}`}
            openKey={props.openId}
            changes={(row) => row.job?.completedAt}
            isLoading={pages.isPending}
            more={{
              has: pages.hasNextPage,
              isLoading: pages.isFetchingNextPage,
              load: () => void pages.fetchNextPage(),
            }}
            empty={<EmptyLog filters={props.filters} />}
          />
        }
      >
        {(told) => (
          <ErrorCard
            text={words().failedToLoad}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={() => void pages.refetch()}
            isRetrying={pages.isFetching}
          />
        )}
      </Show>
    </section>
  );
}
