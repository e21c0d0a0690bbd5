import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createSignal, on, Show } from 'solid-js';
import { late } from '../../late/late.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { createSelection } from '../../ui/selection.ts';
import { createDesk } from './desk.ts';
import { Dialogs } from './dialogs.tsx';
import { TokensHeader } from './header.tsx';
import { activeFilters } from './list/active-filters.ts';
import { SelectionActions } from './list/selection-actions.tsx';
import { createTokenList } from './list/token-list.ts';
import { TokenTable } from './list/token-table.tsx';
import { TokenToolbar } from './list/toolbar.tsx';
import { useKeys } from './use-keys.ts';
import { useTokenCommands } from './use-token-commands.ts';
import { useView } from './use-view.ts';
import { WayBack } from './way-back.tsx';

const TokenDrawer = late(() => import('./drawer/token-drawer.tsx'));

export default function TokensPage() {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  const view = useView();
  const [isHeld, setHeld] = createSignal(false);
  const list = createTokenList(view, isHeld);
  const selection = createSelection();
  const desk = createDesk(list);
  createEffect(on(view.filter, selection.clear, { defer: true }));

  const open = (id: number | string, replace = false) =>
    navigate(`/tokens/${id}${view.search()}`, { scroll: false, replace });
  const close = () => navigate(`/tokens${view.search()}`, { scroll: false });
  const neighbour = (by: 1 | -1) => {
    const rows = list.rows();
    const at = rows.findIndex(({ id }) => String(id) === params.id);
    const next = at === -1 ? undefined : rows[at + by];
    return next && (() => open(next.id, true));
  };
  useKeys({ view, list, desk, selection });
  useTokenCommands({ view, list, desk });

  return (
    <>
      <TokensHeader view={view} desk={desk} list={list} />
      <Show when={view.isSettingUp()}>
        <WayBack />
      </Show>
      <TokenToolbar view={view} list={list} />
      <FilterBar filters={activeFilters(view)} onClear={view.clear} />
      <TokenTable
        view={view}
        list={list}
        desk={desk}
        selection={selection}
        openId={params.id}
        navigate={navigate}
        onHold={setHeld}
      />
      <SelectionActions selection={selection} list={list} desk={desk} view={view} />
      <Show when={params.id}>
        {(id) => (
          <TokenDrawer
            id={id()}
            desk={desk}
            navigate={navigate}
            onClose={close}
            onFailed={close}
            onPrevious={neighbour(-1)}
            onNext={neighbour(1)}
          />
        )}
      </Show>
      <Dialogs view={view} list={list} desk={desk} onOpen={open} onDone={selection.clear} />
    </>
  );
}
