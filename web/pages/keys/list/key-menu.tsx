import { useNavigate } from '@solidjs/router';
import Ban from 'lucide-solid/icons/ban';
import ListTree from 'lucide-solid/icons/list-tree';
import Pencil from 'lucide-solid/icons/pencil';
import Power from 'lucide-solid/icons/power';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import { Menu } from '../../../ui/menu.tsx';
import { switchKey } from '../key-actions.ts';
import type { Key } from '../keys.ts';
import { words } from '../words.ts';

/** What can be done with a key, at the end of its row. One of the configuration is changed there. */
export function KeyMenu(props: { of: Key; onRotate: () => void; onRevoke: () => void }) {
  const navigate = useNavigate();
  const isStored = () => props.of.source === 'stored';
  const id = () => encodeURIComponent(props.of.id);
  return (
    <Menu
      label={words().moreFor(props.of.name)}
      items={[
        [
          isStored() && {
            label: words().edit,
            icon: <Pencil />,
            onSelect: () => navigate(`/keys/${id()}?edit=1`, { scroll: false }),
          },
          isStored() && { label: `${words().rotate}…`, icon: <RefreshCw />, onSelect: props.onRotate },
          isStored() && {
            label: props.of.enabled ? words().turnOff : words().turnOn,
            icon: <Power />,
            onSelect: () => void switchKey(props.of, !props.of.enabled),
          },
          { label: words().seeRequests, icon: <ListTree />, onSelect: () => navigate(`/requests?key=${id()}`) },
        ],
        [isStored() && { label: `${words().revoke}…`, icon: <Ban />, danger: true, onSelect: props.onRevoke }],
      ]}
    />
  );
}
