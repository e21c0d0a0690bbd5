import { type JSX, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { useField } from './field.tsx';
import { INPUT } from './input-look.ts';

interface TextInputProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'onChange'> {
  value: string;
  onInput: (value: string) => void;
  /** Ids and addresses, in the mono face. */
  mono?: boolean | undefined;
}

/** One line of text. */
export function TextInput(props: TextInputProps) {
  const field = useField();
  const [own, rest] = splitProps(props, ['onInput', 'mono', 'class']);
  return (
    <input
      type="text"
      autocomplete="off"
      id={field.id}
      aria-describedby={field.describedBy()}
      aria-invalid={field.isInvalid()}
      {...rest}
      onInput={(event) => own.onInput(event.currentTarget.value)}
      class={cx(INPUT, own.mono && 'font-mono text-label', own.class)}
    />
  );
}
