import { createSignal, Match, Switch } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import type { Outputs } from '../../../api/types.ts';
import { toast } from '../../../ui/toast.ts';
import { words } from '../words.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { ProveDevice } from './prove-device.tsx';
import { ShownCodes } from './shown-codes.tsx';

/** The password again, then the device, then what to keep for the day on which it is lost. */
export default function SetUpFactor(props: { onClose: () => void }) {
  const [begun, setBegun] = createSignal<Outputs['security']['beginSecondFactor']>();
  const [codes, setCodes] = createSignal<string[]>();
  const begin = createCall(api.security.beginSecondFactor.mutate);
  return (
    <Switch
      fallback={
        <PasswordDialog
          title={words().factor.setUpTitle}
          description={words().factor.setUpSays}
          action={words().factor.goOn}
          failed={words().factor.setUpFailed}
          call={begin}
          onClose={props.onClose}
          onGiven={async (password) => setBegun(await begin.run({ password }))}
        />
      }
    >
      <Match when={codes()}>
        {(shown) => <ShownCodes title={words().factor.isOn} codes={shown()} onClose={props.onClose} />}
      </Match>
      <Match when={begun()}>
        {(secret) => (
          <ProveDevice
            begun={secret()}
            onClose={props.onClose}
            onLost={(why) => {
              setBegun();
              toast.failed(words().factor.setUpFailed, { hint: why });
            }}
            onProven={(shown) => {
              setCodes(shown);
              setBegun();
              void api.security.admins.refresh();
            }}
          />
        )}
      </Match>
    </Switch>
  );
}
