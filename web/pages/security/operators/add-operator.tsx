import { createSignal, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { SecretInput } from '../../../ui/secret-input.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { toast } from '../../../ui/toast.ts';
import { FormDialog } from '../form-dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { passwordProblem } from '../password-rules.ts';
import { words } from '../words.ts';

/** A new operator, with a first password that they are to change. */
export function AddOperator(props: { onClose: () => void }) {
  const [name, setName] = createSignal('');
  const [password, setPassword] = createSignal('');
  const [own, setOwn] = createSignal('');
  const [isTried, setTried] = createSignal(false);
  const call = createCall(api.security.addAdmin.mutate);
  const refusal = (field: string) => (call.failure()?.field === field ? call.failure() : undefined);
  const nameProblem = () => (name().trim() === '' ? words().needed : undefined);
  const isElsewhere = () =>
    call.failure() !== null && !['username', 'password', 'currentPassword'].includes(call.failure()?.field ?? '');
  async function add(): Promise<void> {
    setTried(true);
    if (nameProblem() !== undefined || passwordProblem(password()) !== undefined || own() === '') return;
    const added = await call.run({ username: name().trim(), password: password(), currentPassword: own() });
    if (added === undefined) return;
    setPassword('');
    setOwn('');
    toast.done(words().added(added.username));
    void api.security.admins.refresh();
    props.onClose();
  }
  return (
    <FormDialog
      title={words().addOperator}
      description={words().addOperatorSays}
      isSending={call.isPending()}
      onClose={props.onClose}
      onSubmit={() => void add()}
    >
      <Field label={words().username} error={refusal('username') ?? (isTried() ? nameProblem() : undefined)}>
        <TextInput
          value={name()}
          onInput={(value) => {
            call.forget();
            setName(value);
          }}
        />
      </Field>
      <Field
        label={words().firstPassword}
        hint={words().rule}
        error={refusal('password') ?? (isTried() || password() !== '' ? passwordProblem(password()) : undefined)}
      >
        <SecretInput
          value={password()}
          onInput={(value) => {
            call.forget();
            setPassword(value);
          }}
          autocomplete="new-password"
        />
      </Field>
      <OwnPassword
        hint={words().yourPasswordSays}
        value={own()}
        onInput={(value) => {
          call.forget();
          setOwn(value);
        }}
        refusal={refusal('currentPassword')}
        isTried={isTried()}
      />
      <Show when={isElsewhere() && call.failure()}>
        {(failure) => (
          <ErrorCard text={words().addFailed} hint={failure().message} requestId={failure().requestId ?? undefined} />
        )}
      </Show>
    </FormDialog>
  );
}
