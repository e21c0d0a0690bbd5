import { Dynamic } from 'solid-js/web';
import { StateBadge } from '../ui/state-badge.tsx';
import { LOOK, standingOf } from './state.ts';
import type { Job } from './types.ts';
import { words } from './words.ts';

/** The state of a generation by colour, icon and word. */
export function JobBadge(props: { job: Pick<Job, 'state' | 'assets' | 'error'> }) {
  const standing = () => standingOf(props.job);
  const icon = () => LOOK[standing()].icon;
  return (
    <StateBadge
      tone={LOOK[standing()].tone}
      label={words().states[standing()]}
      icon={icon() === null ? undefined : <Dynamic component={icon() ?? 'i'} />}
    />
  );
}
