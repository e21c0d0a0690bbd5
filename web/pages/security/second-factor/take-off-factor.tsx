import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { toast } from '../../../ui/toast.ts';
import { words } from '../words.ts';
import { PasswordDialog } from './password-dialog.tsx';

interface TakeOffFactorProps {
  /** Who has lost the device; left out for whoever is signed in. */
  of?: { id: string; username: string } | undefined;
  onClose: () => void;
}

/** From then on the password alone is enough. */
export default function TakeOffFactor(props: TakeOffFactorProps) {
  const remove = createCall(api.security.removeSecondFactor.mutate);
  async function send(password: string): Promise<void> {
    const done = await remove.run({ id: props.of?.id ?? null, password });
    if (done === undefined) return;
    toast.done(words().factor.takenOff(done.username));
    void api.security.admins.refresh();
    props.onClose();
  }
  return (
    <PasswordDialog
      title={props.of === undefined ? words().factor.takeOff : words().factor.takeOffOf(props.of.username)}
      description={props.of === undefined ? words().factor.takeOffSays : words().factor.takeOffOfSays}
      action={words().factor.takeOff}
      failed={words().factor.takeOffFailed}
      call={remove}
      onClose={props.onClose}
      onGiven={send}
    />
  );
}
