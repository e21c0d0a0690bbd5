import { createSignal, For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { SecretInput } from '../../../ui/secret-input.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Target } from '../desk.ts';
import type { TokenFilter } from '../token-types.ts';
import { words } from '../words.ts';
import { saveJson } from './save-json.ts';

interface ExportDialogProps {
  target: Target;
  isFiltered: boolean;
  onClose: () => void;
}

/** Writes tokens into a file; with their secrets only for whoever gives the password again. */
export default function ExportDialog(props: ExportDialogProps) {
  const [withSecrets, setWithSecrets] = createSignal(false);
  const [password, setPassword] = createSignal('');
  const [typed, setTyped] = createSignal('');
  const plain = createCall(api.tokens.export.mutate);
  const secret = createCall(api.tokens.exportSecrets.mutate);
  const call = () => (withSecrets() ? secret : plain);

  const filter = (): TokenFilter => {
    const { selection } = props.target;
    return 'ids' in selection ? { ids: selection.ids } : selection.filter;
  };
  const isByFilter = () => 'filter' in props.target.selection;
  const accounts = api.tokens.list.useQuery(
    () => ({ filter: { ...filter(), upstream: 'flow' }, limit: 1 }),
    () => ({ enabled: isByFilter(), staleTime: 0 }),
  );
  /** How many will be written, without the sandbox's; of tokens that were ticked, how many those are. */
  const count = () => {
    if (!isByFilter()) return props.target.count;
    return filter().upstream === 'sandbox' ? 0 : (accounts.data?.total ?? props.target.count);
  };
  const scope = () => {
    if (props.target.name !== undefined) return props.target.name;
    if (!isByFilter()) return words().export.scopeIds(count());
    return props.isFiltered ? words().export.scopeFilter(count()) : words().export.scopeAll(count());
  };
  const leftOut = () => {
    if (!isByFilter()) return ` ${words().export.sandbox}`;
    const left = props.target.count - count();
    return left > 0 ? ` ${words().export.leftOut(left)}` : '';
  };
  const mustType = () => withSecrets() && count() > 1;
  const isReady = () =>
    !withSecrets() || (password() !== '' && (!mustType() || typed().trim() === words().export.typed(count())));

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!isReady()) return;
    const written = withSecrets()
      ? await secret.run({ filter: filter(), password: password() })
      : await plain.run({ filter: filter() });
    if (written === undefined) return;
    saveJson(withSecrets() ? 'flow2api-tokens-secret' : 'flow2api-tokens', written);
    setPassword('');
    const { length } = written.tokens;
    toast.done(withSecrets() ? words().export.doneSecrets(length) : words().export.done(length));
    props.onClose();
  }
  const passwordError = () => {
    const failure = secret.failure();
    return failure?.field === 'password' ? failure : undefined;
  };
  const failure = () => (passwordError() === undefined ? call().failure() : null);
  return (
    <Dialog
      open
      size="medium"
      busy={call().isPending()}
      onClose={props.onClose}
      title={words().export.title}
      description={`${scope()}.${leftOut()}`}
    >
      <form class="flex flex-col gap-3" onSubmit={(event) => void submit(event)}>
        <fieldset class="flex flex-col gap-2">
          <legend class="mb-1 text-label font-500 text-ink-2">{words().export.what}</legend>
          <For each={[false, true]}>
            {(secrets) => (
              <Choice
                title={secrets ? words().export.secrets : words().export.metadata}
                hint={secrets ? words().export.secretsHint : words().export.metadataHint}
                checked={withSecrets() === secrets}
                onChoose={() => setWithSecrets(secrets)}
              />
            )}
          </For>
        </fieldset>
        <Show when={withSecrets()}>
          <Field label={words().export.password} hint={words().export.passwordHint} error={passwordError()}>
            <SecretInput value={password()} onInput={setPassword} autocomplete="current-password" />
          </Field>
          <Show when={mustType()}>
            <Field label={words().export.typeIt(words().export.typed(count()))}>
              <TextInput value={typed()} onInput={setTyped} />
            </Field>
          </Show>
        </Show>
        <Show when={failure()}>
          {(told) => (
            <ErrorCard text={words().export.failed} hint={told().message} requestId={told().requestId ?? undefined} />
          )}
        </Show>
        <div class="flex justify-end gap-2">
          <Button onClick={props.onClose}>{words().drawer.cancel}</Button>
          <Button type="submit" kind="primary" busy={call().isPending()} disabled={!isReady()}>
            {words().export.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice(props: { title: string; hint: string; checked: boolean; onChoose: () => void }) {
  return (
    <label class="flex cursor-pointer items-start gap-2.5 rounded-[10px] border border-line px-3 py-2.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <input
        type="radio"
        name="export"
        class="mt-0.5 size-4 shrink-0 accent-accent"
        checked={props.checked}
        onChange={() => props.onChoose()}
      />
      <span>
        <span class="block font-550">{props.title}</span>
        <span class="block text-ink-2">{props.hint}</span>
      </span>
    </label>
  );
}
