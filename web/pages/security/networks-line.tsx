import { Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

const KEY = 'server.operator_networks';

/** From where operators may come, and where that is decided. */
export function NetworksLine() {
  const settings = api.settings.get.useQuery();
  useLiveQueries(['settings-changed'], () => [api.settings.get.key()]);
  const networks = () => settings.data?.settings.find(({ key }) => key === KEY)?.value as readonly string[] | undefined;
  return (
    <Show when={networks()}>
      {(list) => (
        <Notice kind="info" class="mb-3">
          {list().length === 0 ? words().fromEverywhere : words().fromNetworks(list())}{' '}
          <TextLink href={`/settings/security?q=${KEY}`}>{words().toNetworks}</TextLink>
        </Notice>
      )}
    </Show>
  );
}
