import { createSignal, onMount } from 'solid-js';
import { api } from '../../api/api.ts';
import { createCall } from '../../api/create-call.ts';
import type { Viewer } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { Problem } from './problem.tsx';
import { words } from './words.ts';

interface PasswordStepProps {
  username?: string | undefined;
  onDone: (who: Viewer) => void;
  /** These are right, and the operator has a second factor. */
  onCodeNeeded: (given: { username: string; password: string }) => void;
}

/** Name and password; the password is gone from the page as soon as it was sent. */
export function PasswordStep(props: PasswordStepProps) {
  const [username, setUsername] = createSignal(props.username ?? '');
  const [password, setPassword] = createSignal('');
  let first: HTMLInputElement | undefined;
  let secret: HTMLInputElement | undefined;
  const signIn = createCall(api.auth.signIn.mutate);
  // Not before the page under a dialog of this lets the focus go.
  onMount(() => queueMicrotask(() => (props.username === undefined ? first : secret)?.focus()));

  const failure = () => (signIn.failure()?.code === 'second_factor_needed' ? null : signIn.failure());
  const isComplete = () => username() !== '' && password() !== '';
  async function submit(): Promise<void> {
    if (!isComplete()) return;
    const given = { username: username(), password: password() };
    const who = await signIn.run(given);
    setPassword('');
    if (who !== undefined) props.onDone(who);
    else if (signIn.failure()?.code === 'second_factor_needed') props.onCodeNeeded(given);
    else secret?.focus();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      class="flex flex-col gap-4"
    >
      <Field label={words().username}>
        <TextInput
          ref={(element: HTMLInputElement) => {
            first = element;
          }}
          value={username()}
          onInput={setUsername}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
        />
      </Field>
      <Field label={words().password}>
        <SecretInput
          ref={(element) => {
            secret = element;
          }}
          value={password()}
          onInput={setPassword}
          autocomplete="current-password"
        />
      </Field>
      <Problem failure={failure()} />
      <Button kind="primary" size="large" type="submit" busy={signIn.isPending()} disabled={!isComplete()}>
        {words().submit}
      </Button>
    </form>
  );
}
