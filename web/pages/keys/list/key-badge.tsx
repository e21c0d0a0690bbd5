import Clock from 'lucide-solid/icons/clock-alert';
import Power from 'lucide-solid/icons/power';
import { Match, Switch } from 'solid-js';
import { useNow } from '../../../ui/clock.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { type Key, stateOf } from '../keys.ts';
import { words } from '../words.ts';

/** Whether callers are let in with a key. */
export function KeyBadge(props: { of: Pick<Key, 'enabled' | 'expiresAt'> }) {
  const now = useNow();
  const state = () => stateOf(props.of, now());
  return (
    <Switch>
      <Match when={state() === 'active'}>
        <StateBadge tone="ok" label={words().states.active} />
      </Match>
      <Match when={state() === 'off'}>
        <StateBadge tone="off" label={words().states.off} icon={<Power />} />
      </Match>
      <Match when={state() === 'expired'}>
        <StateBadge tone="bad" label={words().states.expired} icon={<Clock />} />
      </Match>
    </Switch>
  );
}
