import { createSignal, onCleanup, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { LeaveGuard } from '../../../ui/leave-guard.tsx';
import { SecretInput } from '../../../ui/secret-input.tsx';
import { toast } from '../../../ui/toast.ts';
import { nameOf, type TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';

/** Gives an account its new session token. It is tried first; the old one stays when it does not open the account. */
export function ReplaceSecret(props: { token: TokenDetails; onClose: () => void }) {
  const [secret, setSecret] = createSignal('');
  const replace = createCall(api.tokens.replaceSecret.mutate);
  onCleanup(() => setSecret(''));
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (secret().trim() === '') return;
    const { id } = props.token;
    const called = nameOf(props.token); // another one may be open by the time of the answer
    if ((await replace.run({ id, sessionToken: secret() })) === undefined) return;
    setSecret('');
    toast.done(words().add.replaced(called));
    void api.tokens.get.refresh({ id });
    props.onClose();
  }
  const isAtField = () => replace.failure()?.field === 'sessionToken';
  return (
    <form class="flex flex-col gap-2 border-t border-line py-3" onSubmit={(event) => void submit(event)}>
      <LeaveGuard isChanged={secret() !== ''} />
      <Field
        label={words().drawer.replace}
        hint={words().add.secretHint}
        error={isAtField() ? replace.failure() : undefined}
      >
        <SecretInput
          value={secret()}
          disabled={replace.isPending()}
          onInput={(text) => {
            replace.forget();
            setSecret(text);
          }}
        />
      </Field>
      <Show when={isAtField() ? null : replace.failure()}>
        {(told) => (
          <ErrorCard text={words().add.replaceFailed} hint={told().message} requestId={told().requestId ?? undefined} />
        )}
      </Show>
      <div class="flex justify-end gap-2">
        <Button size="small" onClick={props.onClose} disabled={replace.isPending()}>
          {words().drawer.cancel}
        </Button>
        <Button size="small" type="submit" kind="primary" busy={replace.isPending()} disabled={secret().trim() === ''}>
          {words().drawer.replace}
        </Button>
      </div>
    </form>
  );
}
