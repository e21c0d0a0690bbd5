import { type JSX, Show, splitProps } from 'solid-js';
import { type ButtonKind, type ButtonSize, buttonLook } from './button-look.ts';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind | undefined;
  size?: ButtonSize | undefined;
  /** What it does is under way: it turns, and cannot be pressed again. */
  busy?: boolean | undefined;
  /** An icon of lucide-solid before the words: `icon={<Plus />}`. */
  icon?: JSX.Element | undefined;
}

/** A button. Is of `type="button"` unless it is told otherwise. */
export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['kind', 'size', 'busy', 'icon', 'class', 'children', 'disabled']);
  return (
    <button
      type="button"
      {...rest}
      disabled={own.disabled || own.busy}
      aria-busy={own.busy || undefined}
      data-primary={own.kind === 'primary' ? '' : undefined}
      class={buttonLook(own.kind, own.size, own.class)}
    >
      <Show when={own.busy} fallback={own.icon}>
        <Spinner />
      </Show>
      {own.children}
    </button>
  );
}
