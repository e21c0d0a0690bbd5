import * as Kobalte from '@kobalte/core/combobox';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import X from 'lucide-solid/icons/x';
import { For, Show } from 'solid-js';
import { asLandmark, onTop } from './as-landmark.ts';
import { cx } from './cx.ts';
import { useField } from './field.tsx';
import { CONTROL } from './input-look.ts';
import { LIST, OPTION } from './list-look.ts';
import type { Option } from './select.tsx';
import { words } from './words.ts';

interface PickerProps<Value extends string> {
  options: Option<Value>[];
  values: Value[];
  onChange: (values: Value[]) => void;
  /** Its name; not needed within a `Field`. */
  label?: string | undefined;
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

/** Some of many: found by typing, shown as chips, Backspace takes the last one back. */
export function Picker<Value extends string>(props: PickerProps<Value>) {
  const field = useField();
  const chosen = () => props.options.filter((option) => props.values.includes(option.value));
  return (
    <Kobalte.Root<Option<Value>>
      multiple
      options={props.options}
      optionValue="value"
      optionTextValue="label"
      optionLabel="label"
      optionDisabled="disabled"
      value={chosen()}
      onChange={(options) => props.onChange(options.map((option) => option.value))}
      placeholder={chosen().length === 0 ? (props.placeholder ?? '') : ''}
      disabled={props.disabled ?? false}
      triggerMode="focus"
      gutter={4}
      class={cx('w-full min-w-0', props.class)}
      itemComponent={(item) => (
        <Kobalte.Item item={item.item} class={OPTION}>
          <Kobalte.ItemLabel class="flex min-w-0 flex-1 items-baseline gap-2">
            <span class="truncate">{item.item.rawValue.label}</span>
            <Show when={item.item.rawValue.hint}>
              <span class="ml-auto truncate text-label text-ink-3">{item.item.rawValue.hint}</span>
            </Show>
          </Kobalte.ItemLabel>
          <Kobalte.ItemIndicator class="text-accent">
            <Check class="size-3.5" />
          </Kobalte.ItemIndicator>
        </Kobalte.Item>
      )}
    >
      <Kobalte.Control<Option<Value>>
        class={cx(
          CONTROL,
          'flex min-h-8 flex-wrap items-center gap-1 px-1.5 py-1 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent touch:min-h-11',
        )}
      >
        {(state) => (
          <>
            <For each={state.selectedOptions()}>
              {(option) => (
                <span class="inline-flex h-6 max-w-full items-center rounded-pill bg-sunken pl-2 text-label">
                  <span class="truncate">{option.label}</span>
                  <button
                    type="button"
                    aria-label={`${words().remove} ${option.label}`}
                    class="grid size-6 place-items-center text-ink-3 hover:text-ink touch:size-10"
                    onPointerDown={(event) => event.stopPropagation()}
                    onClick={() => state.remove(option)}
                  >
                    <X class="size-3" />
                  </button>
                </span>
              )}
            </For>
            <Kobalte.Input
              {...(field.id !== undefined && { id: field.id })}
              aria-label={props.label}
              aria-describedby={field.describedBy()}
              class="h-6 min-w-16 flex-1 bg-transparent px-1 outline-none touch:text-[1rem]"
            />
            <Kobalte.Trigger
              aria-label={props.label}
              tabindex="-1"
              class="ml-auto grid size-6 place-items-center text-ink-3"
            >
              <ChevronDown class="size-3.5" />
            </Kobalte.Trigger>
          </>
        )}
      </Kobalte.Control>
      <Kobalte.Portal ref={asLandmark(() => words().options)}>
        <Kobalte.Content {...onTop} class={LIST}>
          <Kobalte.Listbox class="max-h-72 overflow-y-auto p-1 outline-none" />
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
