import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Info from 'lucide-solid/icons/info';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import type { JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cx } from './cx.ts';

interface NoticeProps {
  kind: 'info' | 'done' | 'warn' | 'bad';
  /** Instead of the icon of its kind. */
  icon?: JSX.Element | undefined;
  /** A small button or a link at the end. */
  action?: JSX.Element | undefined;
  class?: string | undefined;
  children: JSX.Element;
}

const LOOK = {
  info: 'border-line bg-sunken [&>.lucide-icon]:text-ink-2',
  done: 'border-transparent bg-ok-soft [&>.lucide-icon]:text-ok',
  warn: 'border-warn-line bg-warn-soft [&>.lucide-icon]:text-warn',
  bad: 'border-bad-line bg-bad-soft [&>.lucide-icon]:text-bad',
};
const ICON = { info: Info, done: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

/** A sentence that stands out: the reason of a state, a limit, a thing to do. */
export function Notice(props: NoticeProps) {
  return (
    <div
      class={cx(
        'flex items-start gap-2.25 rounded-[9px] border px-2.75 py-2.25 [&_b]:font-550 [&>.lucide-icon]:mt-[3px] [&>.lucide-icon]:size-3.5',
        LOOK[props.kind],
        props.class,
      )}
    >
      {props.icon ?? <Dynamic component={ICON[props.kind]} />}
      <div class="min-w-0 flex-1 [&_a]:underline [&_a]:underline-offset-2">{props.children}</div>
      {props.action}
    </div>
  );
}
