import ChartNoAxesColumn from 'lucide-solid/icons/chart-no-axes-column';
import Table from 'lucide-solid/icons/table-2';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { SOLID } from '../ui/tone.ts';
import { words } from '../ui/words.ts';
import { ChartTable } from './chart-table.tsx';
import { isBlank, type TimeSeries, writeValue } from './chart-types.ts';
import type { Cursor } from './cursor.ts';
import { Legend } from './legend.tsx';
import { exactTime, spanOf } from './time-label.ts';

interface ChartFrameProps {
  chart: TimeSeries;
  cursor: Cursor;
  isLine?: boolean | undefined;
  /** Without legend and table switch, for the smallest. */
  isBare?: boolean | undefined;
  /** The drawing, in a place of the chart's height. */
  children: JSX.Element;
}

/** Legend, table switch, keyboard cursor and the read-out beside it: all of a chart but its drawing. */
export function ChartFrame(props: ChartFrameProps) {
  const [isTable, setTable] = createSignal(false);
  return (
    <figure class={cx('min-w-0', props.chart.class)}>
      <figcaption class="sr-only">{props.chart.label}</figcaption>
      <Show when={!props.isBare}>
        <div class="mb-2 flex min-h-7 items-center gap-3">
          <Legend series={props.chart.series} isLine={props.isLine} />
          <span class="ml-auto">
            <IconButton
              size="tiny"
              label={isTable() ? words().asChart : words().asTable}
              icon={isTable() ? <ChartNoAxesColumn /> : <Table />}
              onClick={() => setTable(!isTable())}
            />
          </span>
        </div>
      </Show>
      <Show when={!isTable()} fallback={<ChartTable chart={props.chart} />}>
        <Plot {...props} />
      </Show>
    </figure>
  );
}

function Plot(props: ChartFrameProps) {
  const write = (value: number | null | undefined) => writeValue(props.chart, value);
  const index = () => props.cursor.index();
  const title = (at: number) => exactTime(props.chart.at[at] ?? 0, spanOf(props.chart.at));
  const spoken = () => {
    const at = index();
    if (at === null) return isBlank(props.chart) ? props.chart.empty : '–';
    return `${title(at)}: ${props.chart.series.map((each) => `${each.label} ${write(each.values[at])}`).join(', ')}`;
  };
  const help = () => (props.chart.onBrush ? words().brushKeys : words().chartKeys);
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${props.chart.label}. ${help()}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, props.chart.at.length - 1)}
      aria-valuenow={index() ?? 0}
      aria-valuetext={spoken()}
      onKeyDown={props.cursor.onKeyDown}
      onBlur={() => props.cursor.leave()}
      class="relative min-w-0 rounded-pill"
      style={{ height: `${props.chart.height ?? 200}px` }}
    >
      {props.children}
      <Show when={props.chart.endsNow}>
        <span
          aria-hidden="true"
          class={cx(
            'absolute text-micro leading-4 font-550 text-ok',
            props.isLine ? 'right-2.5 bottom-1.5' : 'right-0 bottom-px',
          )}
        >
          {words().now}
        </span>
      </Show>
      <Show when={isBlank(props.chart)}>
        <p class="pointer-events-none absolute inset-0 grid place-items-center pb-6 text-ink-3">{props.chart.empty}</p>
      </Show>
      <Show when={index() !== null && !isBlank(props.chart)}>
        <div
          aria-hidden="true"
          class={cx(
            'pointer-events-none absolute top-0 z-1 min-w-28 rounded-control border border-line-2 bg-panel px-2.5 py-2 text-label shadow-pop',
            props.cursor.x() > 0.5 ? 'mr-3 -translate-x-full' : 'ml-3',
          )}
          style={{ left: `${props.cursor.x() * 100}%` }}
        >
          <p class="tabular mb-1 font-550">{title(index() ?? 0)}</p>
          <For each={props.chart.series}>
            {(series) => (
              <p class="flex items-center gap-1.5 text-ink-2">
                <i class={cx('size-2 rounded-[2.5px]', SOLID[series.tone])} />
                {series.label}
                <b class="tabular ml-auto pl-3 font-550 text-ink">{write(series.values[index() ?? 0])}</b>
              </p>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
