import type { JSX } from 'solid-js';
import { cx } from './cx.ts';

/** A press of keys, named by `keysShown`. Not shown where there is no keyboard. */
export function Kbd(props: { children: JSX.Element; class?: string }) {
  return (
    <kbd
      class={cx(
        'inline-grid h-4.5 min-w-4.5 place-items-center rounded-[5px] border border-line-2 bg-sunken px-1 text-micro leading-none font-500 whitespace-nowrap text-ink-3 touch:hidden',
        props.class,
      )}
    >
      {props.children}
    </kbd>
  );
}
