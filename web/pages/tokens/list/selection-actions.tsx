import CircleGauge from 'lucide-solid/icons/circle-gauge';
import Coins from 'lucide-solid/icons/coins';
import Download from 'lucide-solid/icons/download';
import Power from 'lucide-solid/icons/power';
import PowerOff from 'lucide-solid/icons/power-off';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import Trash from 'lucide-solid/icons/trash';
import type { Selection } from '../../../ui/selection.ts';
import { SelectionBar } from '../../../ui/selection-bar.tsx';
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
  const limit = () => {
    const meant = target();
    if (meant !== undefined) props.desk.limit(meant);
  };
  const label = () => words().do;
  /** Whether some of them are on, so that they can be turned off; all that match may be either. */
  const some = (enabled: boolean) => {
    if (props.selection.scope().kind === 'matching') return true;
    return props.list.rows().some((row) => props.selection.has(String(row.id)) && row.wanted.enabled === enabled);
  };
  const actions = () => [
    { label: label()['refresh-sign-in'], icon: <RefreshCw />, onSelect: many({ action: 'refresh-sign-in' }) },
    { label: label()['refresh-credits'], icon: <Coins />, onSelect: many({ action: 'refresh-credits' }) },
    { label: label().limits, icon: <CircleGauge />, onSelect: limit },
    some(false) && { label: label().enable, icon: <Power />, isMain: true, onSelect: many({ action: 'enable' }) },
    some(true) && { label: label().disable, icon: <PowerOff />, isMain: true, onSelect: many({ action: 'disable' }) },
    { label: label().export, icon: <Download />, onSelect: () => props.desk.export(target()) },
    {
      ...{ label: label().delete, icon: <Trash />, danger: true, isMain: true },
      onSelect: many({ action: 'delete', force: false }),
    },
  ];
  return (
    <SelectionBar
      selection={props.selection}
      loaded={props.list.rows().length}
      total={props.list.total()}
      actions={actions()}
    />
  );
}
