import * as Kobalte from '@kobalte/core/popover';
import type { JSX } from 'solid-js';
import { type ButtonKind, type ButtonSize, buttonLook } from './button-look.ts';

interface PopoverProps {
  /** What is on the button. */
  trigger: JSX.Element;
  /** The button's name, when there is but an icon on it. */
  triggerLabel?: string | undefined;
  kind?: ButtonKind | undefined;
  size?: ButtonSize | undefined;
  /** The name of what opens. */
  label: string;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  children: JSX.Element;
}

/** A button with a small panel under it: filters, columns, a form of one field. */
export function Popover(props: PopoverProps) {
  return (
    <Kobalte.Root
      {...(props.open !== undefined && { open: props.open })}
      onOpenChange={(open) => props.onOpenChange?.(open)}
      gutter={4}
      placement="bottom-end"
    >
      <Kobalte.Trigger class={buttonLook(props.kind, props.size)} aria-label={props.triggerLabel}>
        {props.trigger}
      </Kobalte.Trigger>
      <Kobalte.Portal>
        <Kobalte.Content
          aria-label={props.label}
          class="appear z-40 max-h-(--kb-popper-content-available-height) w-76 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-card border border-line-2 bg-panel p-3 shadow-pop outline-none"
        >
          {props.children}
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
