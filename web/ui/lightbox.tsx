import * as Kobalte from '@kobalte/core/dialog';
import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import X from 'lucide-solid/icons/x';
import { type JSX, onCleanup, Show } from 'solid-js';
import { focusItself } from './first-focus.ts';
import { closesToWhereItCameFrom } from './give-back-focus.ts';
import { IconButton } from './icon-button.tsx';
import { isTyping } from './keyboard.ts';
import { words } from './words.ts';

interface LightboxProps {
  /** Its name, and the heading of the side. */
  title: string;
  /** The picture or the player. */
  media: JSX.Element;
  /** Beside it, under it on a phone: prompt, settings, steps, actions. */
  children: JSX.Element;
  onClose: () => void;
  /** To the neighbours, by ← → and `[ ]`; leave one out where there is none. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}

/** A result as large as it goes, with all about it. Render it on its route; it traps the focus, and gives it back. */
export function Lightbox(props: LightboxProps) {
  const close = closesToWhereItCameFrom(() => props.onClose());
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event) || event.target instanceof HTMLMediaElement || event.metaKey || event.ctrlKey || event.altKey)
      return;
    if (event.key === 'ArrowLeft' || event.key === '[') props.onPrevious?.();
    if (event.key === 'ArrowRight' || event.key === ']') props.onNext?.();
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));
  return (
    <Kobalte.Root open onOpenChange={(open) => !open && close()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="appear fixed inset-0 z-20 bg-[rgb(0_0_0/0.7)]" />
        <Kobalte.Content
          tabIndex={-1}
          onOpenAutoFocus={focusItself}
          class="appear fixed inset-0 z-20 flex flex-col overflow-hidden bg-panel shadow-pop outline-none max-md:overflow-y-auto md:inset-4 md:flex-row md:rounded-[14px]"
        >
          <div class="relative grid min-h-60 min-w-0 place-items-center bg-[#0c0d0f] max-md:shrink-0 md:flex-1 md:p-4 [&>img]:max-h-full [&>img]:max-w-full [&>video]:max-h-full [&>video]:max-w-full">
            {props.media}
            <Show when={props.onPrevious}>
              {(go) => <Step side="left-3" label={words().previous} icon={<ChevronLeft />} go={go()} />}
            </Show>
            <Show when={props.onNext}>
              {(go) => <Step side="right-3" label={words().next} icon={<ChevronRight />} go={go()} />}
            </Show>
          </div>
          <div class="flex min-h-0 flex-col max-md:shrink-0 md:w-96 md:border-l md:border-line">
            <header class="flex items-center gap-2 px-4 pt-3 pb-2">
              <Kobalte.Title class="min-w-0 flex-1 truncate text-[1rem] leading-5.5 font-600">
                {props.title}
              </Kobalte.Title>
              <IconButton size="small" label={words().close} icon={<X />} onClick={close} />
            </header>
            <div class="min-h-0 flex-1 space-y-4 overflow-y-auto px-4 pb-4">{props.children}</div>
          </div>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

function Step(props: { side: string; label: string; icon: JSX.Element; go: () => void }) {
  return (
    <button
      type="button"
      aria-label={props.label}
      onClick={() => props.go()}
      class={`absolute top-1/2 grid size-10 -translate-y-1/2 place-items-center rounded-full bg-[rgb(0_0_0/0.55)] text-[#fff] hover:bg-[rgb(0_0_0/0.8)] touch:size-11 ${props.side}`}
    >
      {props.icon}
    </button>
  );
}
