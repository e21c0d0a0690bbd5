import { fromInputTime, toInputTime } from '../format.ts';
import { Button } from './button.tsx';
import { INPUT } from './input-look.ts';
import { words } from './words.ts';

export interface TimeRange {
  /** Unix milliseconds; open at that end when undefined. */
  from?: number | undefined;
  to?: number | undefined;
}

interface DateRangeProps {
  value: TimeRange;
  onChange: (range: TimeRange) => void;
}

/** From when to when, to the minute and in the operator's zone. Either end may stay open. */
export function DateRange(props: DateRangeProps) {
  const shown = (at: number | undefined) => (at === undefined ? '' : toInputTime(at));
  const end = (name: 'from' | 'to') => (
    <label class="min-w-0 flex-1 basis-48">
      <span class="mb-1 block text-label text-ink-2">{words()[name]}</span>
      <input
        type="datetime-local"
        class={INPUT}
        value={shown(props.value[name])}
        max={name === 'from' ? shown(props.value.to) : undefined}
        min={name === 'to' ? shown(props.value.from) : undefined}
        onChange={(event) => props.onChange({ ...props.value, [name]: fromInputTime(event.currentTarget.value) })}
      />
    </label>
  );
  return (
    <div class="flex flex-wrap items-end gap-2">
      {end('from')}
      {end('to')}
      <Button
        kind="ghost"
        onClick={() => props.onChange({})}
        disabled={props.value.from === undefined && props.value.to === undefined}
      >
        {words().anyTime}
      </Button>
    </div>
  );
}
