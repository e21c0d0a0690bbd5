import { useLocation } from '@solidjs/router';
import { createSignal, onMount, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { enter } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { passwordProblem } from '../security/password-rules.ts';
import { words } from './words.ts';

/** The code of the link that the server has printed; null without one. */
const codeOf = (hash: string): string | null => new URLSearchParams(hash.slice(1)).get('code');

/** Makes the first operator, for whoever holds the link. */
export function FirstOperator() {
  const place = useLocation();
  /** The link can be opened in a tab that is here already. */
  const code = () => codeOf(place.hash);
  return (
    <>
      <p class="mb-5 text-ink-2">{words().operator.sentence}</p>
      <Show when={code()} fallback={<Notice kind="info">{words().operator.noCode}</Notice>}>
        {(given) => <OperatorForm code={given()} />}
      </Show>
    </>
  );
}

function OperatorForm(props: { code: string }) {
  const [username, setUsername] = createSignal('admin');
  const [password, setPassword] = createSignal('');
  const [isTried, setTried] = createSignal(false);
  let secret: HTMLInputElement | undefined;
  const setUp = api.auth.setUp.useMutation(() => ({
    onSuccess(who) {
      // The code is used up; in the history it would only be a riddle.
      history.replaceState(history.state, '', location.pathname);
      setPassword('');
      void api.auth.setUpState.refresh();
      enter(who);
    },
  }));
  onMount(() => secret?.focus());
  const failure = () => (setUp.error ? failureOf(setUp.error) : undefined);
  const errorOf = (field: string) => (failure()?.field === field ? failure() : undefined);
  const isElsewhere = () => !['username', 'password'].includes(failure()?.field ?? '');
  const problem = () => (isTried() ? passwordProblem(password()) : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (passwordProblem(password()) !== undefined) return secret?.focus();
    setUp.mutate({ code: props.code, username: username(), password: password() });
  };
  return (
    <form onSubmit={submit} class="flex flex-col gap-4">
      <Field label={words().operator.username} error={errorOf('username')}>
        <TextInput value={username()} onInput={setUsername} autocomplete="username" autocapitalize="none" />
      </Field>
      <Field
        label={words().operator.password}
        hint={words().operator.passwordHint}
        error={problem() ?? errorOf('password')}
      >
        <SecretInput
          ref={(element) => {
            secret = element;
          }}
          value={password()}
          onInput={setPassword}
          autocomplete="new-password"
        />
      </Field>
      <div role="alert">
        <Show when={isElsewhere() && failure()?.message}>{(message) => <Notice kind="bad">{message()}</Notice>}</Show>
      </div>
      <Button
        kind="primary"
        size="large"
        type="submit"
        busy={setUp.isPending}
        disabled={username() === '' || password() === ''}
      >
        {words().operator.submit}
      </Button>
    </form>
  );
}
