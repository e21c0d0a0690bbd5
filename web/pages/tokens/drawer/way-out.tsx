import Pencil from 'lucide-solid/icons/pencil';
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { LeaveGuard } from '../../../ui/leave-guard.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { toast } from '../../../ui/toast.ts';
import { nameOf, type TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';

type Result = { text: string; isGood: boolean };

/** The way out of a token: its own or that of the settings, to be tried and changed. */
export function WayOut(props: { token: TokenDetails }) {
  const [isEditing, setEditing] = createSignal(false);
  const [result, setResult] = createSignal<Result>();
  const test = createCall(api.tokens.testProxy.mutate);
  const route = () => props.token.route;
  const isDirect = () => route().label === 'direct';
  const known = createMemo(() => `${props.token.id} ${route().label}`);
  createEffect(on(known, () => setResult(undefined), { defer: true }));

  async function run(): Promise<void> {
    setResult(undefined);
    const tried = await test.run({ id: props.token.id });
    if (tried === undefined) setResult({ text: test.failure()?.message ?? '', isGood: false });
    else if (tried.ok) setResult({ text: words().drawer.proxyWorks(tried.latencyMs, tried.status), isGood: true });
    else setResult({ text: said(tried.message), isGood: false });
  }
  return (
    <>
      <KeyValues
        items={[
          {
            name: words().drawer.proxy,
            value: (
              <>
                {isDirect() ? words().drawer.direct : route().label}{' '}
                <span class="text-ink-3">({words().drawer.scope[route().scope]})</span>
              </>
            ),
            action: (
              <>
                <Show when={!isDirect()}>
                  <Button size="small" busy={test.isPending()} onClick={() => void run()}>
                    {words().drawer.testProxy}
                  </Button>
                </Show>
                <IconButton
                  size="tiny"
                  label={words().drawer.editProxy}
                  icon={<Pencil />}
                  pressed={isEditing()}
                  onClick={() => setEditing(!isEditing())}
                />
              </>
            ),
          },
        ]}
      />
      <p role="status" class={result()?.isGood ? 'text-label text-ok' : 'text-label text-bad'}>
        {result()?.text}
      </p>
      <Show when={isEditing()}>
        <EditProxy token={props.token} onClose={() => setEditing(false)} />
      </Show>
    </>
  );
}

function EditProxy(props: { token: TokenDetails; onClose: () => void }) {
  const update = createCall(api.tokens.update.mutate);
  const [url, setUrl] = createSignal('');
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { id } = props.token;
    const called = nameOf(props.token); // another one may be open by the time of the answer
    if ((await update.run({ id, proxyUrl: url().trim() || null })) === undefined) return;
    toast.done(words().done.update(called));
    void api.tokens.get.refresh({ id });
    props.onClose();
  }
  return (
    <form class="flex flex-col gap-2 border-t border-line py-3" onSubmit={(event) => void submit(event)}>
      <LeaveGuard isChanged={url() !== ''} />
      <Field label={words().add.proxy} hint={words().drawer.proxyHint} error={update.failure()}>
        <TextInput
          mono
          spellcheck={false}
          placeholder={words().drawer.proxyPlaceholder}
          value={url()}
          onInput={(text) => {
            update.forget();
            setUrl(text);
          }}
        />
      </Field>
      <div class="flex justify-end gap-2">
        <Button size="small" onClick={props.onClose}>
          {words().drawer.cancel}
        </Button>
        <Button size="small" type="submit" kind="primary" busy={update.isPending()}>
          {words().drawer.save}
        </Button>
      </div>
    </form>
  );
}
