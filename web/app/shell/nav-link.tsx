import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cx } from '../../ui/cx.ts';
import { attachTooltip } from '../../ui/tooltip.tsx';
import { words } from '../words.ts';
import type { NAV_PAGES } from './nav.ts';
import { useShell } from './use-shell.ts';

const BASE =
  'relative flex items-center text-ink-2 font-450 hover:bg-hover [&.is-here]:text-ink [&.is-here]:font-550 [&.is-here_.lucide-icon]:text-accent';
const RAIL =
  'h-7.5 gap-2.25 rounded-[7px] px-2 touch:h-11 [&.is-here]:bg-panel [&.is-here]:shadow-[0_0_0_1px_var(--line),var(--card-shadow)]';
const BAR = 'h-15 flex-1 flex-col justify-center gap-0.75 text-micro [&.is-here]:text-accent [&_.lucide-icon]:size-5';

interface NavLinkProps {
  page: (typeof NAV_PAGES)[number];
  /** In the rail, in the rail made narrow, or in the bar of phones. */
  in: 'rail' | 'narrow' | 'bar';
}

/** A page in the rail or the bar, with what there is to see on it. */
export function NavLink(props: NavLinkProps) {
  const label = () => words().pages[props.page.id];
  const isNarrow = () => props.in === 'narrow';
  return (
    <A
      href={props.page.href}
      end={props.page.href === '/'}
      class={cx(BASE, props.in === 'bar' ? BAR : RAIL, isNarrow() && 'justify-center')}
      activeClass="is-here"
      inactiveClass=""
      ref={(element: HTMLAnchorElement) => attachTooltip(element, () => (isNarrow() ? label() : ''))}
    >
      <Dynamic component={props.page.icon} />
      <span class={isNarrow() ? 'sr-only' : ''}>{label()}</span>
      <Count page={props.page.id} isSmall={props.in !== 'rail'} />
    </A>
  );
}

/** Jobs under way, or tokens that somebody has to look at. */
function Count(props: { page: string; isSmall: boolean }) {
  const shell = useShell();
  const isWarning = () => props.page === 'tokens';
  const count = () => {
    if (props.page === 'generations') return shell.data?.running ?? 0;
    return isWarning() ? (shell.data?.needLook ?? 0) : 0;
  };
  const place = () => (props.isSmall ? 'absolute top-1 left-[calc(50%+6px)]' : 'ml-auto');
  const look = () => (isWarning() ? 'rounded-[5px] bg-warn-soft px-1.25 font-550 text-warn' : 'text-ink-3');
  return (
    <Show when={count() > 0}>
      <span class={cx('tabular text-micro', place(), look())}>
        <span aria-hidden="true">{count()}</span>
        <span class="sr-only">{isWarning() ? words().needLook(count()) : words().running(count())}</span>
      </span>
    </Show>
  );
}
