import { type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import { words } from './words.ts';

interface EmptyStateProps {
  icon?: JSX.Element | undefined;
  /** One sentence: `No tokens yet`. */
  text: string;
  hint?: JSX.Element | undefined;
  /** What to do about it. */
  action?: JSX.Element | undefined;
}

/** Nothing is there yet. */
export function EmptyState(props: EmptyStateProps) {
  return (
    <div class="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <Show when={props.icon}>
        <span class="grid size-10 place-items-center rounded-card bg-sunken text-ink-3">{props.icon}</span>
      </Show>
      <div>
        <p class="font-550">{props.text}</p>
        <Show when={props.hint}>
          <p class="mt-1 max-w-100 text-ink-2">{props.hint}</p>
        </Show>
      </div>
      <Show when={props.action}>
        <div class="flex flex-wrap justify-center gap-2">{props.action}</div>
      </Show>
    </div>
  );
}

/** There are some, but none that the filter lets through. */
export function NoMatch(props: { text?: string; onClear: () => void }) {
  return (
    <EmptyState
      text={props.text ?? words().noMatch}
      action={<Button onClick={props.onClear}>{words().clear}</Button>}
    />
  );
}
