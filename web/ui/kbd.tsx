import type { JSX } from 'solid-js';

/** A key. Not shown where there is no keyboard. */
export function Kbd(props: { children: JSX.Element; class?: string }) {
  return (
    <kbd
      class={`rounded-[5px] border border-line-2 bg-sunken px-1 text-micro font-500 text-ink-3 touch:hidden ${props.class ?? ''}`}
    >
      {props.children}
    </kbd>
  );
}
