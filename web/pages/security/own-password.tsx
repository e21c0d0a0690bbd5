import type { Failure } from '../../api/errors.ts';
import { Field } from '../../ui/field.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { words } from './words.ts';

interface OwnPasswordProps {
  value: string;
  /** Why it is asked for, where the dialog does not say so. */
  hint?: string | undefined;
  onInput: (value: string) => void;
  /** What the server says of it. */
  refusal: Failure | null | undefined;
  /** Sending was tried, so what is missing is said. */
  isTried: boolean;
}

/** The password of whoever is signed in, given again for what an open session alone is not enough for. */
export function OwnPassword(props: OwnPasswordProps) {
  const missing = () => (props.isTried && props.value === '' ? words().needed : undefined);
  return (
    <Field label={words().yourPassword} hint={props.hint} error={props.refusal ?? missing()}>
      <SecretInput value={props.value} onInput={props.onInput} autocomplete="current-password" />
    </Field>
  );
}
