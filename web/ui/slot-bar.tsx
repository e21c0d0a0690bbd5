import { For, Show } from 'solid-js';
import { number } from '../format.ts';
import { cx } from './cx.ts';
import { SOLID, type Tone } from './tone.ts';

interface SlotBarProps {
  used: number;
  /** Null is "no limit". */
  total: number | null;
  tone: Extract<Tone, 'image' | 'video'>;
  /** What the slots are of, for screen readers: `Image slots`. */
  label: string;
  /** The bars alone, as on a tile of the pool. */
  bare?: boolean | undefined;
}

const MOST_BARS = 8;

/** Slots in use of those there are. */
export function SlotBar(props: SlotBarProps) {
  const bars = () => Math.min(MOST_BARS, props.total ?? props.used + 1);
  const filled = () =>
    props.total === null || props.total <= MOST_BARS ? props.used : Math.ceil((props.used / props.total) * MOST_BARS);
  return (
    <span
      class="inline-flex items-center gap-1.75"
      role="img"
      aria-label={`${props.label} ${props.used}/${props.total ?? '∞'}`}
    >
      <span class="flex gap-0.5">
        <For each={Array.from({ length: bars() })}>
          {(_, index) => (
            <i
              class={cx(
                'rounded-[2px]',
                props.bare ? 'h-1 w-2.25' : 'h-3.5 w-1.25',
                index() < filled() ? SOLID[props.tone] : 'bg-line-2',
              )}
            />
          )}
        </For>
      </span>
      <Show when={!props.bare}>
        <span class="tabular">
          {number(props.used)}
          <span class="text-ink-3">/{props.total === null ? '∞' : number(props.total)}</span>
        </span>
      </Show>
    </span>
  );
}
