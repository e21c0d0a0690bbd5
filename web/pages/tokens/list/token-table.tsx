import Ticket from 'lucide-solid/icons/ticket';
import { createMemo, Show } from 'solid-js';
import { failureOf } from '../../../api/errors.ts';
import { isStale } from '../../../api/live/live.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../../../ui/empty-state.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import type { Selection } from '../../../ui/selection.ts';
import type { Desk } from '../desk.ts';
import { type Sort, USUAL_SORT } from '../query.ts';
import { nameOf, type TokenSort } from '../token-types.ts';
import type { View } from '../use-view.ts';
import { words } from '../words.ts';
import { createBeats } from './beats.ts';
import { tokenColumns } from './columns.tsx';
import { extraColumns, isCompact } from './look.ts';
import { RowMenu } from './row-menu.tsx';
import type { TokenList } from './token-list.ts';

interface TokenTableProps {
  view: View;
  list: TokenList;
  desk: Desk;
  selection: Selection;
  openId: string | undefined;
  navigate: (href: string) => void;
  /** Whether the pointer is over the rows. */
  onHold: (isHeld: boolean) => void;
}

/** The tokens. */
export function TokenTable(props: TokenTableProps) {
  const { pages } = props.list;
  const beats = createBeats();
  const columns = createMemo(() =>
    tokenColumns({ beats, extra: extraColumns(), onOver: (row) => props.list.renew([row.id]) }),
  );
  const failure = () => (pages.error ? failureOf(pages.error) : null);
  return (
    <>
      <Show when={failure()}>
        {(told) => (
          <ErrorCard
            class="mb-2.5"
            text={words().listFailed}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={() => void pages.refetch()}
            isRetrying={pages.isFetching}
          />
        )}
      </Show>
      <Show when={props.list.isOrderOld()}>
        <p class="mb-2 flex items-center gap-2 text-label text-ink-2" role="status">
          {words().listChanged}
          <Button size="small" onClick={props.list.reorder}>
            {words().showAnew}
          </Button>
        </p>
      </Show>
      <Show when={pages.data || !failure()}>
        <div
          class={cx('transition-opacity', isStale() && 'opacity-60 grayscale')}
          onPointerEnter={(event) => event.pointerType === 'mouse' && props.onHold(true)}
          onPointerLeave={() => props.onHold(false)}
        >
          <DataTable
            label={words().title}
            columns={columns()}
            rows={props.list.rows()}
            rowKey={(row) => String(row.id)}
            rowName={nameOf}
            href={(row) => `/tokens/${row.id}${props.view.search()}`}
            openKey={props.openId}
            sort={props.view.wanted().sort}
            onSort={(sort) => props.view.set({ sort: asSort(sort.by, sort.descending) })}
            selection={props.selection}
            menu={(row) => <RowMenu row={row} desk={props.desk} navigate={props.navigate} />}
            changes={(row) => row.seen.state}
            compact={isCompact()}
            isLoading={pages.isPending}
            more={{
              has: pages.hasNextPage,
              isLoading: pages.isFetchingNextPage,
              load: () => void pages.fetchNextPage(),
            }}
            empty={<Nothing view={props.view} />}
          />
        </div>
      </Show>
    </>
  );
}

function Nothing(props: { view: View }) {
  return (
    <Show
      when={!props.view.isFiltered()}
      fallback={<NoMatch text={words().noMatch} onClear={() => props.view.clear()} />}
    >
      <EmptyState
        icon={<Ticket />}
        text={words().none}
        hint={words().noneHint}
        action={
          <>
            <Button kind="primary" onClick={() => props.view.show('add')}>
              {words().actions.add}
            </Button>
            <Button onClick={() => props.view.show('import')}>{words().actions.import}</Button>
            <LinkButton href="/settings/sandbox">{words().useSandbox}</LinkButton>
          </>
        }
      />
    </Show>
  );
}

const SORTS: Record<string, TokenSort['by']> = {
  name: 'name',
  state: 'state',
  credits: 'credits',
  'last-used': 'last-used',
  created: 'created',
};

const asSort = (by: string, descending: boolean): Sort => ({
  by: SORTS[by] ?? USUAL_SORT.by,
  descending,
});
