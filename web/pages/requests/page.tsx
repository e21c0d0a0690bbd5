import { useNavigate, useParams } from '@solidjs/router';
import { createMemo, createSignal, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { late } from '../../late/late.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { activeFilters, type Names } from './filter/active-filters.ts';
import { useFilters } from './filter/filters.ts';
import { RangeChoice } from './filter/range-choice.tsx';
import { HistogramStrip } from './list/histogram-strip.tsx';
import { LogMenu } from './list/log-menu.tsx';
import { createRequestList } from './list/request-list.ts';
import { RequestTable } from './list/request-table.tsx';
import { LogToolbar } from './list/toolbar.tsx';
import { words } from './words.ts';

const RequestDrawer = late(() => import('./drawer/request-drawer.tsx'));

/** As requests are named: whoever pastes one is taken to it, whenever it was. */
const REQUEST_ID = /^req_\w{12,}$/;
const FAILURES = [4, 5];

export default function RequestsPage() {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  const filters = useFilters();
  const [isReading, setReading] = createSignal(false);
  const [isFilterOpen, setFilterOpen] = createSignal(false);
  const list = createRequestList(filters, () => isReading() || params.id !== undefined || scrollY > 200);
  const names = useNames(list.rows);

  const open = (id: string, replace = false) =>
    navigate(`/requests/${encodeURIComponent(id)}${filters.search()}`, { scroll: false, replace });
  const close = () => navigate(`/requests${withoutTab(filters.search())}`, { scroll: false });
  const [jump, setJump] = createSignal('');
  const search = (text: string) => {
    const wanted = text.trim();
    if (!REQUEST_ID.test(wanted)) return filters.set({ text: wanted });
    open(wanted);
    // What was pasted is no filter: the field goes back to the one that is on.
    setJump(wanted);
    setJump('');
  };
  const neighbour = (by: 1 | -1) => {
    const rows = list.rows();
    const at = rows.findIndex(({ requestId }) => requestId === params.id);
    const next = at === -1 ? undefined : rows[at + by];
    return next && (() => open(next.requestId, true));
  };
  const toggleFailures = () => {
    const isOn = String(filters.wanted().statuses) === String(FAILURES);
    filters.set({ statuses: isOn ? [] : FAILURES });
  };
  useShortcut(
    'f',
    () => words().shortcuts.filter,
    () => setFilterOpen(true),
  );
  useShortcut('e', () => words().shortcuts.failures, toggleFailures);
  useShortcut(
    't',
    () => words().shortcuts.tail,
    () => list.tail(!list.isTailing()),
  );

  return (
    <>
      <PageHeader
        title={words().title}
        sentence={words().sentence}
        actions={
          <>
            <RangeChoice filters={filters} />
            <LogMenu filters={filters} onCleared={list.restart} />
          </>
        }
      />
      <LogToolbar
        filters={filters}
        list={list}
        isFilterOpen={isFilterOpen()}
        onFilterOpen={setFilterOpen}
        search={jump() || filters.wanted().text}
        onSearch={search}
      />
      <FilterBar filters={activeFilters(filters, names)} onClear={filters.clear} />
      <HistogramStrip filters={filters} />
      <RequestTable filters={filters} list={list} openId={params.id} onReading={setReading} />
      <Show when={params.id}>
        {(id) => (
          <RequestDrawer id={id()} onClose={close} onFailed={close} onPrevious={neighbour(-1)} onNext={neighbour(1)} />
        )}
      </Show>
    </>
  );
}

/** The tab belongs to the drawer, and goes with it. */
function withoutTab(search: string): string {
  const query = new URLSearchParams(search);
  query.delete('tab');
  return query.size === 0 ? '' : `?${query}`;
}

/** Names for ids in the address: of keys from their list, of tokens from the rows that they have served. */
function useNames(rows: ReturnType<typeof createRequestList>['rows']): Names {
  const keys = api.keys.list.useQuery();
  const tokens = createMemo(() => new Map(rows().map(({ tokenId, tokenName }) => [tokenId, tokenName])));
  return {
    key: (id) => keys.data?.find((key) => key.id === id)?.name ?? id,
    token: (id) => tokens().get(id) ?? words().tokenNumber(id),
  };
}
