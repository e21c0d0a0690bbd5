import { type JSX, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { useField } from './field.tsx';
import { CONTROL } from './input-look.ts';

interface TextAreaProps extends Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'onInput' | 'onChange'> {
  value: string;
  onInput: (value: string) => void;
  mono?: boolean | undefined;
}

/** Text of several lines. */
export function TextArea(props: TextAreaProps) {
  const field = useField();
  const [own, rest] = splitProps(props, ['onInput', 'mono', 'class']);
  return (
    <textarea
      rows={4}
      id={field.id}
      aria-describedby={field.describedBy()}
      aria-invalid={field.isInvalid()}
      {...rest}
      onInput={(event) => own.onInput(event.currentTarget.value)}
      class={cx(CONTROL, 'w-full resize-y px-2.75 py-2', own.mono && 'font-mono text-label', own.class)}
    />
  );
}
