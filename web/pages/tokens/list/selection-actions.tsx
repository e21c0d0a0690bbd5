import CircleGauge from 'lucide-solid/icons/circle-gauge';
import Coins from 'lucide-solid/icons/coins';
import Download from 'lucide-solid/icons/download';
import Power from 'lucide-solid/icons/power';
import PowerOff from 'lucide-solid/icons/power-off';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import Trash from 'lucide-solid/icons/trash';
import { Show } from 'solid-js';
import type { Selection } from '../../../ui/selection.ts';
import { BarButton, SelectionBar } from '../../../ui/selection-bar.tsx';
import type { Desk } from '../desk.ts';
import type { Work } from '../token-types.ts';
import type { View } from '../use-view.ts';
import { words } from '../words.ts';
import type { TokenList } from './token-list.ts';

interface SelectionActionsProps {
  selection: Selection;
  list: TokenList;
  desk: Desk;
  view: View;
}

/** What can be done with the ticked tokens. */
export function SelectionActions(props: SelectionActionsProps) {
  const target = () => props.desk.ticked(props.selection, props.view.filter());
  const many = (work: Work) => () => {
    const meant = target();
    if (meant !== undefined) props.desk.many(meant, work);
  };
  const label = () => words().do;
  /** Whether some of them are on, so that they can be turned off; all that match may be either. */
  const some = (enabled: boolean) => {
    if (props.selection.scope().kind === 'matching') return true;
    return props.list.rows().some((row) => props.selection.has(String(row.id)) && row.wanted.enabled === enabled);
  };
  return (
    <SelectionBar selection={props.selection} loaded={props.list.rows().length} total={props.list.total()}>
      <BarButton icon={<RefreshCw />} onClick={many({ action: 'refresh-sign-in' })}>
        {label()['refresh-sign-in']}
      </BarButton>
      <BarButton icon={<Coins />} onClick={many({ action: 'refresh-credits' })}>
        {label()['refresh-credits']}
      </BarButton>
      <BarButton
        icon={<CircleGauge />}
        onClick={() => {
          const meant = target();
          if (meant !== undefined) props.desk.limit(meant);
        }}
      >
        {label().limits}
      </BarButton>
      <Show when={some(false)}>
        <BarButton icon={<Power />} onClick={many({ action: 'enable' })}>
          {label().enable}
        </BarButton>
      </Show>
      <Show when={some(true)}>
        <BarButton icon={<PowerOff />} onClick={many({ action: 'disable' })}>
          {label().disable}
        </BarButton>
      </Show>
      <BarButton icon={<Download />} onClick={() => props.desk.export(target())}>
        {label().export}
      </BarButton>
      <BarButton icon={<Trash />} danger onClick={many({ action: 'delete', force: false })}>
        {label().delete}
      </BarButton>
    </SelectionBar>
  );
}
