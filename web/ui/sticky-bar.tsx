import { type JSX, Show } from 'solid-js';

interface StickyBarProps {
  open: boolean;
  /** What is pending: `3 changes`. */
  text: JSX.Element;
  /** The rest of the sentence; cut off where there is no room. */
  detail?: JSX.Element | undefined;
  /** Buttons, the primary one last. */
  children: JSX.Element;
}

/** Changes that wait to be applied, at the foot of the page. */
export function StickyBar(props: StickyBarProps) {
  return (
    <Show when={props.open}>
      <div
        role="status"
        class="appear sticky bottom-4 z-10 mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card border border-line-2 bg-panel px-4 py-2.5 shadow-pop max-md:bottom-17"
      >
        <p class="tabular shrink-0 font-550">{props.text}</p>
        <p class="min-w-0 flex-1 truncate text-ink-2">{props.detail}</p>
        <div class="flex gap-2 max-md:w-full max-md:*:flex-1">{props.children}</div>
      </div>
    </Show>
  );
}
