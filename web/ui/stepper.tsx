import Minus from 'lucide-solid/icons/minus';
import Plus from 'lucide-solid/icons/plus';
import { number } from '../format.ts';
import { useField } from './field.tsx';
import { type StepRange, step } from './step.ts';
import { words } from './words.ts';

interface StepperProps {
  /** Null is "no limit", shown as ∞. */
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number | undefined;
  max: number;
  /** Offers "no limit" after `max`. */
  endless?: boolean | undefined;
  /** What is counted, for screen readers; not needed within a `Field`. */
  label?: string | undefined;
  disabled?: boolean | undefined;
}

const KEYS: Record<string, 1 | -1> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
const END = 'grid h-full w-7 place-items-center text-ink-2 not-disabled:hover:bg-hover disabled:opacity-40 touch:w-11';

/** A small count with − and +. */
export function Stepper(props: StepperProps) {
  const field = useField();
  const range = (): StepRange => ({ min: props.min ?? 0, max: props.max, isEndless: props.endless ?? false });
  const go = (by: 1 | -1) => {
    const next = step(props.value, by, range());
    if (next !== props.value && !props.disabled) props.onChange(next);
  };
  const isAtEnd = (by: 1 | -1) => step(props.value, by, range()) === props.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    go(by);
  };
  return (
    <span class="inline-flex h-7 shrink-0 items-center overflow-hidden rounded-control border border-control bg-panel has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent touch:h-11">
      <button
        type="button"
        tabindex="-1"
        aria-label={words().decrease}
        class={END}
        disabled={props.disabled || isAtEnd(-1)}
        onClick={() => go(-1)}
      >
        <Minus class="size-3" />
      </button>
      <span
        id={field.id}
        role="spinbutton"
        tabindex={props.disabled ? -1 : 0}
        aria-label={props.label}
        aria-labelledby={props.label === undefined ? field.labelId : undefined}
        aria-describedby={field.describedBy()}
        aria-disabled={props.disabled}
        aria-valuemin={range().min}
        aria-valuemax={range().isEndless ? undefined : range().max}
        aria-valuenow={props.value ?? undefined}
        aria-valuetext={props.value === null ? words().unlimited : undefined}
        onKeyDown={onKeyDown}
        class="tabular min-w-7 px-1 text-center font-550 outline-none"
      >
        {props.value === null ? '∞' : number(props.value)}
      </span>
      <button
        type="button"
        tabindex="-1"
        aria-label={words().increase}
        class={END}
        disabled={props.disabled || isAtEnd(1)}
        onClick={() => go(1)}
      >
        <Plus class="size-3" />
      </button>
    </span>
  );
}
