import { createUniqueId, For } from 'solid-js';
import { words } from './words.ts';

interface ShapePickerProps {
  ratios: readonly string[];
  value: string | null;
  onChange: (ratio: string) => void;
}

/** The longer side of a drawn box, rem. */
const LONG = 1.375;

/** Shapes as boxes of their proportions. */
export function ShapePicker(props: ShapePickerProps) {
  const name = createUniqueId();
  return (
    <fieldset class="min-w-0">
      <legend class="mb-1 text-label leading-5 font-500 text-ink-2">{words().shape}</legend>
      <div class="flex flex-wrap gap-1.5">
        <For each={props.ratios}>
          {(ratio) => (
            <label class="flex h-9 cursor-pointer items-center gap-2 rounded-[9px] border border-line-2 px-2.5 font-500 text-ink-2 transition-colors select-none hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-checked:shadow-[inset_0_0_0_1px_var(--accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent touch:h-11">
              <input
                type="radio"
                name={name}
                class="sr-only"
                value={ratio}
                checked={props.value === ratio}
                onChange={() => props.onChange(ratio)}
              />
              <i aria-hidden="true" class="rounded-[3px] border-[1.5px] border-current" style={boxOf(ratio)} />
              <span class="tabular">{ratio}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}

function boxOf(ratio: string): { width: string; height: string } {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  const unit = LONG / Math.max(width, height);
  return { width: `${width * unit}rem`, height: `${height * unit}rem` };
}
