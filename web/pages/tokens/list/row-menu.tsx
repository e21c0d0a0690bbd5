import CircleGauge from 'lucide-solid/icons/circle-gauge';
import Coins from 'lucide-solid/icons/coins';
import Download from 'lucide-solid/icons/download';
import FlaskConical from 'lucide-solid/icons/flask-conical';
import Play from 'lucide-solid/icons/play';
import Power from 'lucide-solid/icons/power';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import Trash from 'lucide-solid/icons/trash';
import { Menu, type MenuItem } from '../../../ui/menu.tsx';
import { type Desk, targetOf } from '../desk.ts';
import { nameOf, type TokenRow } from '../token-types.ts';
import { words } from '../words.ts';

/** States that an operator can end by hand. */
const REJOINS = new Set<TokenRow['seen']['state']>(['cooling', 'limited', 'out-of-credits', 'disabled']);

/** Whether there is something that Rejoin would forget. */
export const canRejoin = (row: Pick<TokenRow, 'seen'>): boolean => REJOINS.has(row.seen.state);

interface RowMenuProps {
  row: TokenRow;
  desk: Desk;
  navigate: (href: string) => void;
  /** In a drawer some are buttons already. */
  inDrawer?: boolean | undefined;
}

/** All that can be done with one token. */
export function RowMenu(props: RowMenuProps) {
  return <Menu label={words().more(nameOf(props.row))} items={items(props)} />;
}

function items({ row, desk, navigate, inDrawer }: RowMenuProps): (MenuItem | false)[][] {
  const label = words().do;
  const { enabled } = row.wanted;
  return [
    [
      !inDrawer && {
        label: label['refresh-sign-in'],
        icon: <RefreshCw />,
        keys: 'R',
        onSelect: () => void desk.one(row, { action: 'refresh-sign-in' }),
      },
      {
        label: label['refresh-credits'],
        icon: <Coins />,
        onSelect: () => void desk.one(row, { action: 'refresh-credits' }),
      },
      !inDrawer &&
        canRejoin(row) && {
          label: label.rejoin,
          icon: <Play />,
          onSelect: () => void desk.one(row, { action: 'rejoin' }),
        },
      !inDrawer && {
        label: label.test,
        icon: <FlaskConical />,
        onSelect: () => navigate(`/playground?token=${row.id}`),
      },
    ],
    [
      { label: label.limits, icon: <CircleGauge />, keys: 'L', onSelect: () => desk.limit(targetOf(row)) },
      {
        label: enabled ? label.disable : label.enable,
        icon: <Power />,
        keys: 'E',
        onSelect: () => void desk.one(row, { action: enabled ? 'disable' : 'enable' }),
      },
      row.upstream === 'flow' && {
        label: label.export,
        icon: <Download />,
        onSelect: () => void desk.export(targetOf(row)),
      },
    ],
    [
      {
        label: label.delete,
        icon: <Trash />,
        danger: true,
        onSelect: () => void desk.many(targetOf(row), { action: 'delete', force: false }),
      },
    ],
  ];
}
