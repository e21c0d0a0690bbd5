import CircleAlert from 'lucide-solid/icons/circle-alert';
import { Show } from 'solid-js';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { RequestId } from './request-id.tsx';
import { words } from './words.ts';

interface ErrorCardProps {
  /** What failed, in a sentence. */
  text: string;
  /** What to do about it. */
  hint?: string | undefined;
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
  isRetrying?: boolean | undefined;
  class?: string | undefined;
}

/** A part that could not be loaded; the rest of the page stays. */
export function ErrorCard(props: ErrorCardProps) {
  return (
    <div
      role="alert"
      class={cx(
        'flex flex-wrap items-start gap-3 rounded-card border border-bad-line bg-bad-soft px-4 py-3',
        props.class,
      )}
    >
      <CircleAlert class="mt-0.5 text-bad" />
      <div class="min-w-[min(12rem,100%)] flex-1">
        <p class="font-550">{props.text}</p>
        <Show when={props.hint}>
          <p class="text-ink-2">{props.hint}</p>
        </Show>
        <Show when={props.requestId}>{(id) => <RequestId id={id()} />}</Show>
      </div>
      <Show when={props.onRetry}>
        {(retry) => (
          <Button size="small" busy={props.isRetrying} onClick={() => retry()()}>
            {words().retry}
          </Button>
        )}
      </Show>
    </div>
  );
}
