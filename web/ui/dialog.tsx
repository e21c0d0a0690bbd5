import * as Kobalte from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';
import { focusFirstField } from './first-focus.ts';
import { giveBackFocus } from './give-back-focus.ts';
import { IconButton } from './icon-button.tsx';
import { keepFocus, mainControl } from './keep-focus.ts';
import { words } from './words.ts';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  description?: JSX.Element | undefined;
  /** The buttons, the primary one last. */
  footer?: JSX.Element | undefined;
  /** 420, 560 or 860 pixels. On a phone all are as wide as it, and at its foot. */
  size?: 'small' | 'medium' | 'large' | undefined;
  /** Something is under way: cannot be closed meanwhile. */
  busy?: boolean | undefined;
  children?: JSX.Element | undefined;
}

const SIZE = { small: 'md:max-w-105', medium: 'md:max-w-140', large: 'md:max-w-215' };

/** A question or a form in the middle of the window. Traps the focus, and gives it back. */
export function Dialog(props: DialogProps) {
  giveBackFocus(() => props.open);
  return (
    <Kobalte.Root open={props.open} onOpenChange={(open) => !open && !props.busy && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="appear fixed inset-0 z-30 bg-scrim" />
        <div class="pointer-events-none fixed inset-0 z-30 flex items-end justify-center md:items-center md:p-6">
          <Kobalte.Content
            ref={(dialog: HTMLElement) => keepFocus(dialog, mainControl)}
            tabIndex={-1}
            onOpenAutoFocus={focusFirstField}
            class={cx(
              'appear pointer-events-auto flex max-h-[92dvh] w-full flex-col rounded-t-[14px] border border-line-2 bg-panel shadow-pop outline-none md:max-h-full md:rounded-[14px]',
              SIZE[props.size ?? 'small'],
            )}
          >
            <header class="flex items-start gap-3 px-5 pt-4 pb-3">
              <div class="min-w-0 flex-1">
                <Kobalte.Title class="text-lead font-600">{props.title}</Kobalte.Title>
                <Show when={props.description}>
                  <Kobalte.Description class="mt-1 text-ink-2">{props.description}</Kobalte.Description>
                </Show>
              </div>
              <IconButton
                size="small"
                label={words().close}
                icon={<X />}
                disabled={props.busy ?? false}
                onClick={props.onClose}
              />
            </header>
            <div class="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{props.children}</div>
            <Show when={props.footer}>
              <footer class="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{props.footer}</footer>
            </Show>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
