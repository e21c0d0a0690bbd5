import Check from 'lucide-solid/icons/check';
import Minus from 'lucide-solid/icons/minus';
import { createEffect, type JSX, Show } from 'solid-js';
import { useField } from './field.tsx';

interface CheckboxProps {
  checked: boolean;
  /** Some, but not all. */
  mixed?: boolean | undefined;
  /** `isRange`: Shift was held, for the rows between the last one and this. */
  onChange: (checked: boolean, isRange: boolean) => void;
  label?: JSX.Element | undefined;
  /** Its name when nothing is shown beside it. */
  'aria-label'?: string | undefined;
  disabled?: boolean | undefined;
  tabIndex?: number | undefined;
}

/** A tick box. */
export function Checkbox(props: CheckboxProps) {
  const field = useField();
  let input!: HTMLInputElement;
  createEffect(() => {
    input.indeterminate = props.mixed ?? false;
  });
  const onClick = (event: MouseEvent) => {
    const wanted = props.mixed ? true : !props.checked;
    props.onChange(wanted, event.shiftKey);
    queueMicrotask(() => {
      input.checked = props.checked;
      input.indeterminate = props.mixed ?? false;
    });
  };
  return (
    <label class="inline-flex min-h-6 items-center gap-2 touch:min-h-11">
      <span class="relative grid size-6 shrink-0 place-items-center">
        <input
          ref={input}
          id={field.id}
          type="checkbox"
          aria-label={props['aria-label']}
          aria-describedby={field.describedBy()}
          tabindex={props.tabIndex}
          checked={props.checked}
          disabled={props.disabled}
          onClick={onClick}
          class="peer size-4 appearance-none rounded-[4.5px] border-[1.5px] border-control bg-panel checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50"
        />
        <Show when={props.checked || props.mixed}>
          <span class="pointer-events-none absolute text-panel">
            <Show when={props.mixed} fallback={<Check class="size-3 [stroke-width:3]" />}>
              <Minus class="size-3 [stroke-width:3]" />
            </Show>
          </span>
        </Show>
      </span>
      <Show when={props.label}>
        <span class="min-w-0">{props.label}</span>
      </Show>
    </label>
  );
}
