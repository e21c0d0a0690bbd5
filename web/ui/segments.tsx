import { createUniqueId, For, type JSX, Show } from 'solid-js';
import { number } from '../format.ts';
import { cx } from './cx.ts';

export interface Segment<Value extends string> {
  value: Value;
  label: string;
  icon?: JSX.Element | undefined;
  count?: number | undefined;
  disabled?: boolean | undefined;
}

interface SegmentsProps<Value extends string> {
  /** What is chosen between. */
  label: string;
  options: Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** As wide as there is room. */
  wide?: boolean | undefined;
}

/** One of a few, all in view: a range, a unit, a length. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const name = createUniqueId();
  return (
    <fieldset
      class={cx('inline-flex min-w-0 rounded-control border border-line bg-sunken p-0.5', props.wide && 'w-full')}
    >
      <legend class="sr-only">{props.label}</legend>
      <For each={props.options}>
        {(option) => (
          <label
            class={cx(
              'flex h-6.5 cursor-pointer items-center justify-center gap-1.5 rounded-[6px] px-2.5 text-label font-500 whitespace-nowrap text-ink-2 transition-colors select-none hover:text-ink has-checked:bg-panel has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line)] has-disabled:opacity-45 has-focus-visible:outline-2 has-focus-visible:outline-accent touch:h-10 [&>.lucide-icon]:size-3.5',
              props.wide && 'flex-1',
            )}
          >
            <input
              type="radio"
              name={name}
              class="sr-only"
              value={option.value}
              checked={props.value === option.value}
              disabled={option.disabled}
              onChange={() => props.onChange(option.value)}
            />
            {option.icon}
            {option.label}
            <Show when={option.count !== undefined}>
              <span class="tabular text-ink-3">{number(option.count ?? 0)}</span>
            </Show>
          </label>
        )}
      </For>
    </fieldset>
  );
}
