import { type JSX, Show, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { Spinner } from './spinner.tsx';
import { attachTooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'ref'> {
  /** What it does; its name for screen readers, and its tooltip. */
  label: string;
  icon: JSX.Element;
  /** 32, 28 or 24 pixels; 40 and more under fingers. */
  size?: 'medium' | 'small' | 'tiny' | undefined;
  bordered?: boolean | undefined;
  busy?: boolean | undefined;
  /** For one that stays pressed. */
  pressed?: boolean | undefined;
  ref?: ((element: HTMLButtonElement) => void) | undefined;
}

const SIZE = {
  medium: 'size-8 touch:size-11',
  small: 'size-7 touch:size-11 [&>.lucide-icon]:size-3.5',
  tiny: 'size-6 touch:size-10 [&>.lucide-icon]:size-3',
};

/** A button of an icon alone. */
export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, [
    'label',
    'icon',
    'size',
    'bordered',
    'busy',
    'pressed',
    'class',
    'ref',
    'disabled',
  ]);
  const ref = (element: HTMLButtonElement) => {
    attachTooltip(element, () => own.label);
    own.ref?.(element);
  };
  return (
    <button
      type="button"
      {...rest}
      ref={ref}
      aria-label={own.label}
      aria-pressed={own.pressed}
      aria-busy={own.busy || undefined}
      disabled={own.disabled || own.busy}
      class={cx(
        'inline-grid shrink-0 place-items-center rounded-control text-ink-2 transition-colors not-disabled:hover:bg-hover not-disabled:hover:text-ink disabled:opacity-45 aria-pressed:bg-accent-soft aria-pressed:text-accent',
        SIZE[own.size ?? 'medium'],
        own.bordered && 'border border-line-2 bg-panel',
        own.class,
      )}
    >
      <Show when={own.busy} fallback={own.icon}>
        <Spinner />
      </Show>
    </button>
  );
}
