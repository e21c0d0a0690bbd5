import { For } from 'solid-js';
import { words } from '../ui/words.ts';
import { type TimeSeries, writeValue } from './chart-types.ts';
import { exactTime, spanOf } from './time-label.ts';

/** A chart in figures, the latest first. */
export function ChartTable(props: { chart: TimeSeries }) {
  const rows = () => props.chart.at.map((at, index) => ({ at, index })).reverse();
  return (
    <section
      tabindex={0}
      aria-label={props.chart.label}
      class="max-h-60 overflow-auto rounded-control border border-line"
    >
      <table class="tabular w-full text-label">
        <thead class="sticky top-0 bg-sunken text-ink-2">
          <tr>
            <th scope="col" class="px-2.5 py-1.5 text-left font-450">
              {words().time}
            </th>
            <For each={props.chart.series}>
              {(series) => (
                <th scope="col" class="px-2.5 py-1.5 text-right font-450">
                  {series.label}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(row) => (
              <tr class="border-t border-line">
                <th scope="row" class="px-2.5 py-1 text-left font-400 text-ink-2">
                  {exactTime(row.at, spanOf(props.chart.at))}
                </th>
                <For each={props.chart.series}>
                  {(series) => (
                    <td class="px-2.5 py-1 text-right">{writeValue(props.chart, series.values[row.index])}</td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}
