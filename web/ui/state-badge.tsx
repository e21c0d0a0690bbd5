import { type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';
import { SOFT, SOLID, type Tone } from './tone.ts';

interface StateBadgeProps {
  /** `ok` is a dot and a word, `off` is hatched, the others stand out in a pill. */
  tone: Tone;
  /** The state in a word: `Serving`, `Cooling`. */
  label: string;
  /** Needed beside every tone but `ok`: colour alone says nothing to some. */
  icon?: JSX.Element | undefined;
  /** After the word: a `<Countdown>`. */
  children?: JSX.Element | undefined;
}

/** A state by colour, icon or dot, and word. */
export function StateBadge(props: StateBadgeProps) {
  const isCalm = () => props.tone === 'ok' || props.tone === 'plain';
  return (
    <span
      class={cx(
        'tabular inline-flex h-5 items-center gap-1.5 whitespace-nowrap [&>.lucide-icon]:size-3',
        isCalm() ? 'text-ink-2' : cx('rounded-pill px-1.75 text-label font-500', SOFT[props.tone]),
      )}
    >
      <Show when={props.icon} fallback={<i class={cx('size-1.75 shrink-0 rounded-full', SOLID[props.tone])} />}>
        {props.icon}
      </Show>
      {props.label}
      {props.children}
    </span>
  );
}
