import * as Kobalte from '@kobalte/core/select';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import { type JSX, Show } from 'solid-js';
import { asLandmark, onTop } from './as-landmark.ts';
import { cx } from './cx.ts';
import { useField } from './field.tsx';
import { INPUT } from './input-look.ts';
import { LIST, OPTION } from './list-look.ts';
import { words } from './words.ts';

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  /** A second line. */
  hint?: string | undefined;
  icon?: JSX.Element | undefined;
  disabled?: boolean | undefined;
}

interface SelectProps<Value extends string> {
  options: Option<Value>[];
  /** Null shows the placeholder. */
  value: Value | null;
  onChange: (value: Value) => void;
  /** Its name; not needed within a `Field`. */
  label?: string | undefined;
  placeholder?: string | undefined;
  /** Quietly before the chosen one: `Run on`. */
  prefix?: string | undefined;
  /** Shows the second line of the chosen one, too. */
  tall?: boolean | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

/** One of many, in a list that opens. Of a few, all in view, take `Segments`. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const field = useField();
  const chosen = () => props.options.find((option) => option.value === props.value) ?? null;
  return (
    <Kobalte.Root<Option<Value>>
      options={props.options}
      optionValue="value"
      optionTextValue="label"
      optionDisabled="disabled"
      value={chosen()}
      onChange={(option) => option !== null && props.onChange(option.value)}
      placeholder={props.placeholder ?? ''}
      disabled={props.disabled ?? false}
      gutter={4}
      sameWidth={false}
      class={props.class ?? 'w-full min-w-0'}
      itemComponent={(item) => (
        <Kobalte.Item item={item.item} class={OPTION}>
          <OptionText option={item.item.rawValue} withHint />
          <Kobalte.ItemIndicator class="ml-auto text-accent">
            <Check class="size-3.5" />
          </Kobalte.ItemIndicator>
        </Kobalte.Item>
      )}
    >
      <Kobalte.Trigger
        {...(field.id !== undefined && { id: field.id })}
        aria-label={props.label}
        aria-labelledby={props.label === undefined ? field.labelId : undefined}
        aria-describedby={field.describedBy()}
        aria-invalid={field.isInvalid()}
        class={cx(INPUT, 'flex items-center gap-2 text-left touch:text-body!', props.tall && 'h-14! py-2')}
      >
        <Show when={props.prefix}>
          <span class="text-ink-3">{props.prefix} </span>
        </Show>
        <Kobalte.Value<
          Option<Value>
        > class="flex min-w-0 flex-1 items-center gap-2.5 data-placeholder-shown:text-ink-3">
          {(state) => <OptionText option={state.selectedOption()} withHint={props.tall ?? false} />}
        </Kobalte.Value>
        <ChevronDown class="size-3.5 text-ink-3" />
      </Kobalte.Trigger>
      <Kobalte.Portal ref={asLandmark(() => words().options)}>
        <Kobalte.Content {...onTop} class={LIST}>
          <Kobalte.Listbox class="max-h-80 overflow-y-auto p-1 outline-none" />
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

function OptionText(props: { option: Option; withHint: boolean }) {
  return (
    <>
      {props.option.icon}
      <span class="min-w-0">
        <span class="block truncate">{props.option.label}</span>
        <Show when={props.withHint && props.option.hint}>
          <span class="block truncate text-label text-ink-3">{props.option.hint}</span>
        </Show>
      </span>
    </>
  );
}
