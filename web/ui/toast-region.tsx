import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, For, onCleanup, Show } from 'solid-js';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { RequestId } from './request-id.tsx';
import { dismiss, STAY_MS, type Toast, toasts } from './toast.ts';
import { words } from './words.ts';

/** Room for three lines. What is said about a long name stands at its end, so the middle goes. */
const MOST_LETTERS = 120;
const END_LETTERS = 45;

const shortened = (text: string): string =>
  text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - END_LETTERS)}…${text.slice(-END_LETTERS)}`;

/**
 * Shows what `toast.done` and `toast.failed` say. Once per page, in the shell. Where nothing else is to be pressed: dialogs
 * and drawers have their actions at the right, the foot of the page belongs to bars, and on a phone to all of them.
 */
export function ToastRegion() {
  return (
    <section
      aria-label={words().notifications}
      aria-live="polite"
      data-kb-top-layer
      class="pointer-events-none fixed bottom-19 left-4 z-50 flex w-90 max-w-[calc(100vw-2rem)] flex-col gap-2 max-md:top-2 max-md:bottom-auto"
    >
      <For each={toasts()}>{(each) => <ToastCard toast={each} />}</For>
    </section>
  );
}

function ToastCard(props: { toast: Toast }) {
  const [isHeld, setHeld] = createSignal(false);
  const close = () => dismiss(props.toast.id);
  createEffect(() => {
    if (props.toast.kind === 'failed' || isHeld()) return;
    const timer = setTimeout(close, STAY_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const act = (run: () => void) => {
    close();
    run();
  };
  return (
    <div
      role={props.toast.kind === 'failed' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
      class="appear pointer-events-auto flex items-start gap-2.5 rounded-card border border-line-2 bg-panel py-2.5 pr-2 pl-3.5 shadow-pop"
    >
      <Show when={props.toast.kind === 'failed'} fallback={<CircleCheck class="mt-1 text-ok" />}>
        <CircleAlert class="mt-1 text-bad" />
      </Show>
      <div class="min-w-0 flex-1 py-0.5">
        <p class="font-500 break-words" title={props.toast.text.length > MOST_LETTERS ? props.toast.text : undefined}>
          {shortened(props.toast.text)}
        </p>
        <Show when={props.toast.hint}>
          <p class="text-ink-2">{props.toast.hint}</p>
        </Show>
        <Show when={props.toast.requestId}>{(id) => <RequestId id={id()} />}</Show>
      </div>
      <Show when={props.toast.undo}>
        {(undo) => (
          <Button size="small" onClick={() => act(undo())}>
            {words().undo}
          </Button>
        )}
      </Show>
      <Show when={props.toast.action}>
        {(action) => (
          <Button size="small" onClick={() => act(action().run)}>
            {action().label}
          </Button>
        )}
      </Show>
      <IconButton size="tiny" label={words().close} icon={<X />} onClick={close} />
    </div>
  );
}
