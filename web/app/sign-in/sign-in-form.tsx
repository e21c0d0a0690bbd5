import { createSignal, onMount, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { enter, type Viewer } from '../../api/session.ts';
import { span } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { words } from './words.ts';

interface SignInFormProps {
  /** Of whoever was signed in before. */
  username?: string | undefined;
  onDone?: ((who: Viewer) => void) | undefined;
}

/** Name and password; the password is gone from the page as soon as it was sent. */
export function SignInForm(props: SignInFormProps) {
  const [username, setUsername] = createSignal(props.username ?? '');
  const [password, setPassword] = createSignal('');
  let first: HTMLInputElement | undefined;
  let secret: HTMLInputElement | undefined;
  const signIn = api.auth.signIn.useMutation(() => ({
    onSuccess(who) {
      enter(who);
      props.onDone?.(who);
    },
    onError: () => secret?.focus(),
    onSettled: () => setPassword(''),
  }));
  onMount(() => (props.username === undefined ? first : secret)?.focus());

  const problem = () => {
    if (!signIn.error) return null;
    const { code, message, retryAfterMs } = failureOf(signIn.error);
    return code === 'sign_in_blocked' && retryAfterMs !== null ? words().blocked(span(retryAfterMs)) : message;
  };
  const isComplete = () => username() !== '' && password() !== '';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isComplete()) signIn.mutate({ username: username(), password: password() });
  };

  return (
    <form onSubmit={submit} class="flex flex-col gap-4">
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
      <div role="alert">
        <Show when={problem()}>{(sentence) => <Notice kind="bad">{sentence()}</Notice>}</Show>
      </div>
      <Button kind="primary" size="large" type="submit" busy={signIn.isPending} disabled={!isComplete()}>
        {words().submit}
      </Button>
    </form>
  );
}
