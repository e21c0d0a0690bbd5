import { createEffect, createSignal } from 'solid-js';
import { cx } from './cx.ts';
import { useField } from './field.tsx';
import { INPUT } from './input-look.ts';

interface NumberInputProps {
  value: number | null;
  /** Null while the field is empty or holds no number. The range is for the server to check, and for `error` to say. */
  onInput: (value: number | null) => void;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  label?: string | undefined;
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

/** A number that is typed, of any size; for small counts there is `Stepper`. */
export function NumberInput(props: NumberInputProps) {
  const field = useField();
  const [text, setText] = createSignal('');
  createEffect(() => {
    if (parse(text()) !== props.value) setText(props.value === null ? '' : String(props.value));
  });
  const onInput = (next: string) => {
    setText(next);
    props.onInput(parse(next));
  };
  return (
    <input
      id={field.id}
      aria-describedby={field.describedBy()}
      aria-invalid={field.isInvalid()}
      aria-label={props.label}
      type="number"
      inputmode="decimal"
      autocomplete="off"
      min={props.min}
      max={props.max}
      step={props.step ?? 'any'}
      placeholder={props.placeholder}
      disabled={props.disabled}
      value={text()}
      onInput={(event) => onInput(event.currentTarget.value)}
      class={cx(INPUT, 'tabular', props.class ?? 'max-w-32')}
    />
  );
}

function parse(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? null : value;
}
