import { createSignal, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { words } from '../words.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { ShownCodes } from './shown-codes.tsx';

/** Other recovery codes, in place of those that are left. */
export default function RenewCodes(props: { onClose: () => void }) {
  const [codes, setCodes] = createSignal<string[]>();
  const renew = createCall(api.security.renewRecoveryCodes.mutate);
  async function send(password: string): Promise<void> {
    const shown = await renew.run({ password });
    if (shown === undefined) return;
    setCodes(shown);
    void api.security.admins.refresh();
  }
  return (
    <Show
      when={codes()}
      fallback={
        <PasswordDialog
          title={words().factor.renew}
          description={words().factor.renewSays}
          failed={words().factor.renewFailed}
          call={renew}
          onClose={props.onClose}
          onGiven={send}
        />
      }
    >
      {(shown) => <ShownCodes title={words().factor.recoveryCodes} codes={shown()} onClose={props.onClose} />}
    </Show>
  );
}
