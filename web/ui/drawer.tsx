import * as Kobalte from '@kobalte/core/dialog';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import ChevronUp from 'lucide-solid/icons/chevron-up';
import X from 'lucide-solid/icons/x';
import { type JSX, onCleanup, Show } from 'solid-js';
import { cx } from './cx.ts';
import { focusItself } from './first-focus.ts';
import { closesToWhereItCameFrom } from './give-back-focus.ts';
import { IconButton } from './icon-button.tsx';
import { keepFocus } from './keep-focus.ts';
import { isShortcut } from './keyboard.ts';
import { words } from './words.ts';

interface DrawerProps {
  title: string;
  subtitle?: JSX.Element | undefined;
  /** Its state, beside the title. */
  badge?: JSX.Element | undefined;
  /** Small buttons under the title; `ml-auto` on the last one for a menu at the end. */
  actions?: JSX.Element | undefined;
  /** Goes back to the list's address: the drawer is there because its route is. */
  onClose: () => void;
  /** To the neighbours in the list, by `[` and `]`; leave one out where there is none. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  footer?: JSX.Element | undefined;
  /** 428 or 760 pixels; all of a phone. */
  size?: 'medium' | 'large' | undefined;
  children: JSX.Element;
}

const SIZE = { medium: 'md:w-107', large: 'md:w-190' };

/** One object beside its list. Render it on its route, e.g. `/tokens/:id`; it traps the focus, and gives it back. */
export function Drawer(props: DrawerProps) {
  const close = closesToWhereItCameFrom(() => props.onClose());
  let panel!: HTMLDivElement;
  const onKey = (event: KeyboardEvent) => {
    if (!isShortcut(event, panel)) return;
    const go = { '[': props.onPrevious, ']': props.onNext }[event.key];
    if (go === undefined) return;
    panel.focus(); // what has the focus may go with the content, and the keys with it
    go();
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));
  const neighbour = (label: string, icon: JSX.Element, go: (() => void) | undefined) => (
    <IconButton size="small" label={label} icon={icon} disabled={go === undefined} onClick={() => go?.()} />
  );
  return (
    <Kobalte.Root open onOpenChange={(open) => !open && close()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="appear fixed inset-0 z-20 bg-scrim md:bg-transparent" />
        <Kobalte.Content
          ref={(element: HTMLDivElement) => {
            panel = element;
            keepFocus(element);
          }}
          tabIndex={-1}
          onOpenAutoFocus={focusItself}
          class={cx(
            'slide-in fixed inset-0 z-20 flex max-w-full flex-col border-line-2 bg-panel shadow-pop outline-none md:inset-y-2 md:right-2 md:left-auto md:rounded-[14px] md:border',
            SIZE[props.size ?? 'medium'],
          )}
        >
          <header class="px-5 pt-4 pb-3 max-md:px-4">
            <div class="flex items-center gap-2">
              <div class="min-w-0 flex-1">
                <Kobalte.Title class="truncate text-[1rem] leading-5.5 font-600">{props.title}</Kobalte.Title>
                <Show when={props.subtitle}>
                  <Kobalte.Description class="truncate text-ink-3">{props.subtitle}</Kobalte.Description>
                </Show>
              </div>
              {props.badge}
              <Show when={props.onPrevious ?? props.onNext}>
                <span class="flex">
                  {neighbour(`${words().previous} [`, <ChevronUp />, props.onPrevious)}
                  {neighbour(`${words().next} ]`, <ChevronDown />, props.onNext)}
                </span>
              </Show>
              <IconButton size="small" label={words().close} icon={<X />} onClick={close} />
            </div>
            <Show when={props.actions}>
              <div class="mt-3 flex flex-wrap items-center gap-1.5">{props.actions}</div>
            </Show>
          </header>
          <div class="min-h-0 flex-1 space-y-4 overflow-y-auto px-5 pb-5 max-md:px-4">{props.children}</div>
          <Show when={props.footer}>
            <footer class="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
              {props.footer}
            </footer>
          </Show>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
