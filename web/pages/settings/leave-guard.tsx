import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { words } from './words.ts';

/** Asks before changes that are not applied are left behind; from section to section they come along. */
export function SettingsGuard(props: { count: number; onLeave: () => void }) {
  return (
    <LeaveGuard
      isChanged={props.count > 0}
      onLeave={props.onLeave}
      leadsAway={(path) => !/^\/settings(\/|\?|#|$)/.test(path)}
      title={words().leave.title(props.count)}
      description={words().leave.says}
      action={words().leave.action}
    />
  );
}
