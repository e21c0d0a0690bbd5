import { createSignal, onMount, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { createCall } from '../../api/create-call.ts';
import type { Viewer } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { Problem } from './problem.tsx';
import { words } from './words.ts';

interface CodeStepProps {
  given: { username: string; password: string };
  onDone: (who: Viewer) => void;
  onBack: () => void;
}

/** The code of the device or, for whoever has lost it, a recovery code. */
export function CodeStep(props: CodeStepProps) {
  const [code, setCode] = createSignal('');
  const [isRecovery, setRecovery] = createSignal(false);
  let field: HTMLInputElement | undefined;
  const signIn = createCall(api.auth.signIn.mutate);
  onMount(() => field?.focus());

  async function submit(): Promise<void> {
    if (code().trim() === '') return;
    const who = await signIn.run({ ...props.given, code: code() });
    setCode('');
    if (who !== undefined) props.onDone(who);
    else field?.focus();
  }
  const change = () => {
    signIn.forget();
    setCode('');
    setRecovery(!isRecovery());
    field?.focus();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      class="flex flex-col gap-4"
    >
      <p class="text-ink-2">{words().secondStep(props.given.username)}</p>
      <Field
        label={isRecovery() ? words().recoveryCode : words().code}
        hint={isRecovery() ? words().recoveryCodeHint : words().codeHint}
      >
        <TextInput
          ref={(element: HTMLInputElement) => {
            field = element;
          }}
          value={code()}
          onInput={setCode}
          autocomplete={isRecovery() ? 'off' : 'one-time-code'}
          inputmode={isRecovery() ? 'text' : 'numeric'}
          autocapitalize="none"
          spellcheck={false}
          mono
        />
      </Field>
      <Problem failure={signIn.failure()} />
      <Button kind="primary" size="large" type="submit" busy={signIn.isPending()} disabled={code().trim() === ''}>
        {words().submit}
      </Button>
      <div class="flex flex-wrap justify-between gap-2">
        <Button kind="ghost" size="small" onClick={() => props.onBack()}>
          {words().back}
        </Button>
        <Button kind="ghost" size="small" onClick={change}>
          <Show when={isRecovery()} fallback={words().useRecoveryCode}>
            {words().useCode}
          </Show>
        </Button>
      </div>
    </form>
  );
}
