import X from 'lucide-solid/icons/x';
import { createSignal, For, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import type { Model } from './families.ts';
import { changeModel } from './use-models.ts';
import { words } from './words.ts';

/** By which further names callers may ask for a model. Those of the configuration are taken away there. */
export function Aliases(props: { model: Model }) {
  const [name, setName] = createSignal('');
  const [isBusy, setBusy] = createSignal(false);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const alias = name().trim();
    if (alias === '' || isBusy()) return;
    setBusy(true);
    const done = words().done.added(alias, props.model.id);
    if (await changeModel(props.model.id, { addAliases: [alias] }, done)) setName('');
    setBusy(false);
  };
  const remove = (alias: string) =>
    void changeModel(props.model.id, { removeAliases: [alias] }, words().done.removed(alias));
  return (
    <>
      <ul>
        <For each={props.model.aliases} fallback={<li class="text-ink-2">{words().drawer.noAliases}</li>}>
          {(alias) => (
            <li class="flex min-h-8.5 items-center gap-1 border-t border-line py-1">
              <code class="min-w-0 truncate">{alias}</code>
              <CopyButton text={alias} label={words().copyName(alias)} />
              <span class="ml-auto shrink-0 pl-2 text-label text-ink-3">
                <Show when={props.model.operatorAliases.includes(alias)} fallback={words().drawer.fromFile}>
                  <IconButton
                    size="tiny"
                    icon={<X />}
                    label={words().drawer.removeAlias(alias)}
                    onClick={() => remove(alias)}
                  />
                </Show>
              </span>
            </li>
          )}
        </For>
      </ul>
      <form class="mt-3 flex items-end gap-2" onSubmit={(event) => void add(event)}>
        <Field label={words().drawer.addAlias} hint={words().drawer.aliasHint} class="flex-1">
          <TextInput mono spellcheck={false} value={name()} onInput={setName} />
          <Button type="submit" busy={isBusy()} disabled={name().trim() === ''}>
            {words().drawer.add}
          </Button>
        </Field>
      </form>
    </>
  );
}
