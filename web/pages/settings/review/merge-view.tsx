import { For, Show } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import { Emphasised } from '../../../ui/emphasis.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { meantBy } from '../check.ts';
import { nameOf, showValue } from '../show-value.ts';
import type { Setting } from '../types.ts';
import type { SettingsPageState } from '../use-settings.ts';
import { words } from '../words.ts';

/** What somebody else has saved of the same settings meanwhile: for each the operator chooses which value holds. */
export function MergeView(props: { state: SettingsPageState }) {
  const by = () => props.state.changedBy() ?? words().merge.somebody;
  return (
    <>
      <p class="text-ink-2">
        <Emphasised text={words().merge.by(by())} />
      </p>
      <ul class="space-y-3">
        <For each={props.state.draft.conflicts()}>
          {(key) => (
            <Show when={props.state.find(key)}>
              {(setting) => <Conflict state={props.state} setting={setting()} />}
            </Show>
          )}
        </For>
      </ul>
    </>
  );
}

function Conflict(props: { state: SettingsPageState; setting: Setting }) {
  const draft = props.state.draft;
  const key = () => props.setting.key;
  const shown = (value: unknown) => showValue(props.setting, value);
  const mine = () => {
    if (draft.isReset(key())) return words().isReset;
    if (props.setting.secret && props.setting.kind === 'text') return words().changed;
    return shown(meantBy(props.setting, draft.input(props.setting)));
  };
  const items = () => [
    { name: words().merge.was, value: shown(draft.base(key())), mono: true },
    {
      name: words().merge.theirs,
      value: shown(props.setting.value),
      mono: true,
      action: <Take of={words().merge.theirs} onClick={() => draft.undo(key())} setting={props.setting} />,
    },
    {
      name: words().merge.yours,
      value: mine(),
      mono: true,
      action: <Take of={words().merge.yours} onClick={() => draft.keepMine(key())} setting={props.setting} />,
    },
  ];
  return (
    <li class="rounded-[10px] border border-line px-3 pt-2">
      <h3 class="pb-1 font-550">{nameOf(key())}</h3>
      <KeyValues items={items()} />
    </li>
  );
}

function Take(props: { of: string; setting: Setting; onClick: () => void }) {
  return (
    <Button
      size="small"
      class="ml-2"
      aria-label={`${words().merge.take}: ${nameOf(props.setting.key)}, ${props.of}`}
      onClick={() => props.onClick()}
    >
      {words().merge.take}
    </Button>
  );
}
