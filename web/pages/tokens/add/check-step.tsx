import { createEffect, createSignal, onMount, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { Button } from '../../../ui/button.tsx';
import { DropZone } from '../../../ui/drop-zone.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { SecretInput } from '../../../ui/secret-input.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { words } from '../words.ts';
import type { Checked, Given } from './checked.ts';

interface CheckStepProps {
  given: Given;
  onGiven: (given: Given) => void;
  onBusy: (isBusy: boolean) => void;
  onChecked: (checked: Checked) => void;
  onImport: () => void;
}

const MAX_BYTES = 20_000;

/** The session token goes in and is tried. */
export function CheckStep(props: CheckStepProps) {
  const check = createCall(api.tokens.check.mutate);
  const [isMissing, setMissing] = createSignal(false);
  let input: HTMLInputElement | undefined;
  createEffect(() => props.onBusy(check.isPending()));
  onMount(() => queueMicrotask(() => input?.focus()));

  const change = (to: Partial<Given>) => {
    check.forget();
    setMissing(false);
    props.onGiven({ ...props.given, ...to });
  };
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { sessionToken, proxyUrl } = props.given;
    if (sessionToken.trim() === '') return void setMissing(true);
    const checked = await check.run({ sessionToken, proxyUrl: proxyUrl.trim() || null });
    if (checked !== undefined) props.onChecked(checked);
  }
  const errorAt = (field: string) => (check.failure()?.field === field ? check.failure() : undefined);
  const elsewhere = () => {
    const failure = check.failure();
    return failure !== null && failure.field !== 'sessionToken' && failure.field !== 'proxyUrl' ? failure : null;
  };
  return (
    <form class="flex flex-col gap-4" onSubmit={(event) => void submit(event)} novalidate>
      <Field
        label={words().add.secret}
        hint={
          <>
            {words().add.secretHint} <code>{words().add.cookie}</code>
          </>
        }
        error={isMissing() ? words().add.empty : errorAt('sessionToken')}
      >
        <SecretInput
          ref={(element) => {
            input = element;
          }}
          value={props.given.sessionToken}
          onInput={(sessionToken) => change({ sessionToken })}
          disabled={check.isPending()}
        />
      </Field>
      <DropZone
        text={words().add.file}
        hint={words().add.fileHint}
        accept=".txt,text/plain"
        maxFiles={1}
        maxBytes={MAX_BYTES}
        disabled={check.isPending()}
        onFiles={([file]) => void file?.text().then((text) => change({ sessionToken: text.trim() }))}
      />
      <Field label={words().add.proxy} hint={words().add.proxyHint} error={errorAt('proxyUrl')}>
        <TextInput
          mono
          value={props.given.proxyUrl}
          onInput={(proxyUrl) => change({ proxyUrl })}
          disabled={check.isPending()}
          spellcheck={false}
        />
      </Field>
      <Show when={elsewhere()}>
        {(told) => (
          <ErrorCard text={words().add.checkFailed} hint={told().message} requestId={told().requestId ?? undefined} />
        )}
      </Show>
      <div class="flex flex-wrap items-center justify-end gap-2">
        <span class="mr-auto text-ink-2">
          {words().add.many}{' '}
          <button type="button" class="min-h-6 underline underline-offset-2" onClick={() => props.onImport()}>
            {words().add.import}
          </button>
        </span>
        <Button type="submit" kind="primary" busy={check.isPending()}>
          {check.isPending() ? words().add.checking : words().add.check}
        </Button>
      </div>
    </form>
  );
}
