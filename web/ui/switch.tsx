import { cx } from './cx.ts';
import { useField } from './field.tsx';

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Shown beside it, unless `hideLabel`; not needed within a `Field`. */
  label?: string | undefined;
  hideLabel?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** On or off, at once. */
export function Switch(props: SwitchProps) {
  const field = useField();
  return (
    <label class="inline-flex min-h-6 items-center gap-2.5 touch:min-h-11">
      <input
        id={field.id}
        type="checkbox"
        role="switch"
        aria-checked={props.checked}
        aria-describedby={field.describedBy()}
        class="peer sr-only"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => {
          const wanted = event.currentTarget.checked;
          event.currentTarget.checked = props.checked; // the owner decides, and may refuse
          props.onChange(wanted);
        }}
      />
      <span
        aria-hidden="true"
        class="switch h-4.5 w-7.5 shrink-0 rounded-full bg-control p-0.5 transition-colors peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent peer-disabled:opacity-50 *:transition-transform peer-checked:*:translate-x-3"
      >
        <span class="block size-3.5 rounded-full bg-panel" />
      </span>
      <span class={cx(props.hideLabel && 'sr-only')}>{props.label}</span>
    </label>
  );
}
