import { createSignal, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import type { Outputs } from '../../../api/types.ts';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { TextLink } from '../../../ui/link-button.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { words } from '../words.ts';
import { QrCode } from './qr-code.tsx';

interface ProveDeviceProps {
  begun: Outputs['security']['beginSecondFactor'];
  onClose: () => void;
  onProven: (recoveryCodes: string[]) => void;
  /** The server knows nothing of it any more; why, in a sentence. */
  onLost: (why: string) => void;
}

/** The secret, to be scanned or typed, and the first code that it gives. */
export function ProveDevice(props: ProveDeviceProps) {
  const [code, setCode] = createSignal('');
  const [isTried, setTried] = createSignal(false);
  const confirm = createCall(api.security.confirmSecondFactor.mutate);
  const refusal = () => (confirm.failure()?.field === 'code' ? confirm.failure() : undefined);
  const missing = () => (isTried() && code().trim() === '' ? words().needed : undefined);
  async function send(): Promise<void> {
    setTried(true);
    if (code().trim() === '') return;
    const codes = await confirm.run({ code: code() });
    setCode('');
    setTried(false);
    if (codes !== undefined) props.onProven(codes);
    // Of another session, after the one that began it was over: what is shown here opens nothing any more.
    else if (confirm.failure()?.code === 'invalid_request') props.onLost(confirm.failure()?.message ?? '');
  }
  return (
    <FormDialog
      title={words().factor.proveTitle}
      description={words().factor.proveSays}
      action={words().factor.turnOn}
      size="medium"
      isSending={confirm.isPending()}
      onClose={props.onClose}
      onSubmit={() => void send()}
    >
      <div class="flex flex-wrap items-start gap-4">
        <QrCode text={props.begun.uri} label={words().factor.qr} />
        <div class="min-w-55 flex-1 space-y-2">
          <p class="text-ink-2">{words().factor.byHand}</p>
          <CodeBlock label={words().factor.secret} code={inGroups(props.begun.secret)} copy={props.begun.secret} wrap />
          <p class="text-label">
            <TextLink href={props.begun.uri}>{words().factor.here}</TextLink>
          </p>
        </div>
      </div>
      <Field label={words().factor.code} hint={words().factor.codeHint} error={refusal() ?? missing()}>
        <TextInput
          value={code()}
          onInput={(value) => {
            confirm.forget();
            setCode(value);
          }}
          autocomplete="one-time-code"
          inputmode="numeric"
          mono
        />
      </Field>
      <Show when={refusal() === undefined && confirm.failure()}>
        {(failure) => (
          <ErrorCard
            text={words().factor.setUpFailed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
          />
        )}
      </Show>
    </FormDialog>
  );
}

/** By fours, so that the eye finds its place again. */
const inGroups = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
