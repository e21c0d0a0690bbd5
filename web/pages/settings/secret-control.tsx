import { Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import type { ControlProps } from './control.tsx';
import { words } from './words.ts';

/** A secret: typed to replace what there is, which is never shown. Emptying the field leaves it as it is. */
export function SecretControl(props: ControlProps) {
  const isSet = () => props.setting.value !== '';
  const willGo = () => props.isChanged && props.input === '';
  const placeholder = () => {
    if (willGo()) return words().secretWillGo;
    return isSet() ? words().secretSet(String(props.setting.value)) : words().secretNone;
  };
  return (
    <span class="flex w-full min-w-0 items-center gap-2">
      <SecretInput
        value={String(props.input ?? '')}
        onInput={(value) => (value === '' ? props.onUndo() : props.onInput(value))}
        placeholder={placeholder()}
        disabled={props.disabled}
      />
      <Show when={isSet() && !props.isChanged && !props.disabled}>
        <Button onClick={() => props.onInput('')}>{words().removeSecret}</Button>
      </Show>
    </span>
  );
}
