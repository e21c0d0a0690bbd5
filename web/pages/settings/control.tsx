import { Match, Show, Switch as Which } from 'solid-js';
import { Checkbox } from '../../ui/checkbox.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { type Input, isHidden } from './check.ts';
import { SecretControl } from './secret-control.tsx';
import { choiceLabel, longTime, meaning, unitOf } from './show-value.ts';
import type { Setting } from './types.ts';

export interface ControlProps {
  setting: Setting;
  input: Input;
  /** Whether there is a change, which an emptied secret takes back. */
  isChanged: boolean;
  disabled: boolean;
  onInput: (input: Input) => void;
  onUndo: () => void;
}

/** The control that fits the kind of a setting. */
export function Control(props: ControlProps) {
  const text = () => String(props.input ?? '');
  const set = (value: Input) => props.onInput(value);
  const options = () =>
    (props.setting.options ?? []).map((value) => ({ value, label: choiceLabel(props.setting.key, value) }));
  return (
    <Which fallback={<TextInput mono spellcheck={false} value={text()} onInput={set} disabled={props.disabled} />}>
      <Match when={props.setting.kind === 'flag'}>
        <Switch checked={props.input === true} onChange={set} disabled={props.disabled} />
      </Match>
      <Match when={props.setting.kind === 'choice'}>
        <Select
          options={options()}
          value={text()}
          onChange={set}
          disabled={props.disabled}
          class="w-full min-w-0 md:max-w-60"
        />
      </Match>
      <Match when={props.setting.kind === 'number'}>
        <NumberControl {...props} />
      </Match>
      <Match when={isHidden(props.setting)}>
        <SecretControl {...props} />
      </Match>
      <Match when={props.setting.kind === 'list' || props.setting.kind === 'tables'}>
        <TextArea
          mono
          spellcheck={false}
          rows={Math.min(10, Math.max(2, text().split('\n').length))}
          value={text()}
          onInput={set}
          disabled={props.disabled}
        />
      </Match>
    </Which>
  );
}

/** A number, with a tick for the one value that means something else. */
function NumberControl(props: ControlProps) {
  const special = () => props.setting.bounds?.special ?? null;
  const isSpecial = () => special() !== null && props.input === special()?.value;
  const shown = () => (typeof props.input === 'number' && !isSpecial() ? props.input : null);
  const untick = () => {
    const { value, default: standard } = props.setting;
    const usual = [value, standard].find((each) => each !== special()?.value) ?? props.setting.bounds?.min ?? 0;
    props.onInput(usual as number);
  };
  return (
    <span class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span class="flex items-center gap-2">
        <NumberInput
          value={shown()}
          onInput={(value) => !(isSpecial() && value === null) && props.onInput(value)}
          disabled={props.disabled || isSpecial()}
          class="max-w-28"
        />
        <Show when={props.setting.unit}>{(unit) => <span class="text-label text-ink-3">{unitOf(unit())}</span>}</Show>
        <Show when={longTime(props.setting.unit, shown())}>
          {(long) => <span class="text-label whitespace-nowrap text-ink-3">{`= ${long()}`}</span>}
        </Show>
      </span>
      <Show when={special()}>
        {(one) => (
          <Checkbox
            checked={isSpecial()}
            onChange={(on) => (on ? props.onInput(one().value) : untick())}
            label={meaning(one().meaning)}
            disabled={props.disabled}
          />
        )}
      </Show>
    </span>
  );
}
