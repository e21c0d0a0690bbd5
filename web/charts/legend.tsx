import { For, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';
import { SOLID } from '../ui/tone.ts';
import type { Series } from './chart-types.ts';

/** Which colour is what, with a figure to each. */
export function Legend(props: { series: Series[]; isLine?: boolean | undefined }) {
  return (
    <ul class="flex flex-wrap items-center gap-x-3.5 gap-y-1 text-label text-ink-2">
      <For each={props.series}>
        {(series) => (
          <li class="flex items-center gap-1.5">
            <i class={cx(SOLID[series.tone], props.isLine ? 'h-0.5 w-3 rounded-[1px]' : 'size-2 rounded-[2.5px]')} />
            {series.label}
            <Show when={series.summary}>
              <b class="tabular font-550 text-ink">{series.summary}</b>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
