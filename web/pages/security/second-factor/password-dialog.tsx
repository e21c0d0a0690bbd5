import { createSignal, type JSX, Show } from 'solid-js';
import type { Failure } from '../../../api/errors.ts';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { OwnPassword } from '../own-password.tsx';

interface PasswordDialogProps {
  title: string;
  description: string;
  /** What its button says, when that is not the title. */
  action?: string | undefined;
  /** What did not happen. */
  failed: string;
  call: { isPending(): boolean; failure(): Failure | null; forget(): void };
  onClose: () => void;
  onGiven: (password: string) => unknown;
  children?: JSX.Element | undefined;
}

/** Something that an open session alone is not enough for: the password is given again. */
export function PasswordDialog(props: PasswordDialogProps) {
  const [password, setPassword] = createSignal('');
  const [isTried, setTried] = createSignal(false);
  const refusal = () => (props.call.failure()?.field === 'password' ? props.call.failure() : undefined);
  const elsewhere = () => (refusal() === undefined ? props.call.failure() : null);
  function submit(): void {
    setTried(true);
    const given = password();
    if (given === '') return;
    setTried(false);
    setPassword('');
    props.onGiven(given);
  }
  return (
    <FormDialog
      title={props.title}
      description={props.description}
      action={props.action}
      isSending={props.call.isPending()}
      onClose={props.onClose}
      onSubmit={submit}
    >
      {props.children}
      <OwnPassword
        value={password()}
        onInput={(value) => {
          props.call.forget();
          setPassword(value);
        }}
        refusal={refusal()}
        isTried={isTried()}
      />
      <Show when={elsewhere()}>
        {(failure) => (
          <ErrorCard text={props.failed} hint={failure().message} requestId={failure().requestId ?? undefined} />
        )}
      </Show>
    </FormDialog>
  );
}
