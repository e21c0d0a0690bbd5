import type { JSX } from 'solid-js';
import { cx } from './cx.ts';
import { SOFT, type Tone } from './tone.ts';

interface PillProps {
  /** Teal is `image`, violet is `video`. */
  tone?: Tone | undefined;
  icon?: JSX.Element | undefined;
  /** With a border instead of a ground: for the least of a row, as plan Free. */
  outline?: boolean | undefined;
  mono?: boolean | undefined;
  class?: string | undefined;
  children: JSX.Element;
}

/** A word in a small box: a plan, a kind, a status code. */
export function Pill(props: PillProps) {
  return (
    <span
      class={cx(
        'tabular inline-flex h-5 max-w-full shrink-0 items-center gap-1.25 rounded-pill px-1.75 text-label font-500 whitespace-nowrap [&>.lucide-icon]:size-3',
        props.outline ? 'border border-line-2 text-ink-2' : SOFT[props.tone ?? 'plain'],
        props.mono && 'font-mono text-micro',
        props.class,
      )}
    >
      {props.icon}
      {props.children}
    </span>
  );
}
