import { type JSX, splitProps } from 'solid-js';
import { TextInput } from './text-input.tsx';

interface SecretInputProps {
  value: string;
  onInput: (value: string) => void;
  label?: string | undefined;
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  required?: boolean | undefined;
  ref?: ((element: HTMLInputElement) => void) | undefined;
  /** For sign-in alone: lets the browser fill in a password that it keeps. */
  autocomplete?: 'current-password' | 'new-password' | 'off' | undefined;
}

/** A secret: goes in and is never shown, and the browser is asked not to keep it. Clear `value` once it was sent. */
export function SecretInput(props: SecretInputProps) {
  const [own, rest] = splitProps(props, ['label', 'autocomplete']);
  const unkept = () => ({
    'data-1p-ignore': own.autocomplete === 'off' || own.autocomplete === undefined ? '' : undefined,
  });
  return (
    <TextInput
      {...(rest as { value: string; onInput: (value: string) => void } & JSX.InputHTMLAttributes<HTMLInputElement>)}
      {...unkept()}
      type="password"
      spellcheck={false}
      autocomplete={own.autocomplete ?? 'off'}
      aria-label={own.label}
      mono
    />
  );
}
