import { cx } from './cx.ts';

/** `primary`: the one of the view, in ink. `danger`: what cannot be undone. `ghost`: beside others, without a border. */
export type ButtonKind = 'primary' | 'plain' | 'ghost' | 'danger' | 'danger-primary';
export type ButtonSize = 'small' | 'medium' | 'large';

const BASE =
  'inline-flex shrink-0 items-center justify-center border font-500 whitespace-nowrap select-none transition-colors disabled:opacity-55 aria-disabled:opacity-55';
const KIND: Record<ButtonKind, string> = {
  primary: 'border-button bg-button text-button-ink not-disabled:hover:bg-button-hover',
  plain: 'border-line-2 bg-panel text-ink not-disabled:hover:bg-hover',
  ghost: 'border-transparent bg-transparent text-ink-2 not-disabled:hover:bg-hover not-disabled:hover:text-ink',
  danger: 'border-line-2 bg-panel text-bad not-disabled:hover:bg-bad-soft',
  'danger-primary': 'border-bad bg-bad text-panel not-disabled:hover:opacity-90',
};
const SIZE: Record<ButtonSize, string> = {
  small: 'h-6.5 gap-1.5 rounded-[7px] px-2.25 text-label touch:h-10 touch:px-3 [&>.lucide-icon]:size-3.5',
  medium: 'h-8 gap-1.75 rounded-control px-3 text-body touch:h-11 [&>.lucide-icon]:size-3.5',
  large: 'h-10 gap-2 rounded-control px-4.5 text-body touch:h-11',
};

/** The classes of a button, for what looks like one. */
export function buttonLook(kind: ButtonKind = 'plain', size: ButtonSize = 'medium', ...more: (string | undefined)[]) {
  return cx(BASE, KIND[kind], SIZE[size], ...more);
}
