import { createEffect, createMemo, onCleanup, untrack } from 'solid-js';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Cursor } from './cursor.ts';
import { lineOptions } from './line-options.ts';
import type { TimeChartProps } from './time-chart.tsx';
import { useSize } from './use-size.ts';
import { useTheme } from './use-theme.ts';

interface LinePlotProps {
  chart: TimeChartProps;
  cursor: Cursor;
  range: { from: number; to: number };
  /** Where the plot is within the whole width, both 0 to 1. */
  onLayout: (left: number, width: number) => void;
}

/** The drawing of a `TimeChart`, by uPlot. */
export default function LinePlot(props: LinePlotProps) {
  let host!: HTMLDivElement;
  let plot: uPlot | undefined;
  const [size, measure] = useSize();
  const theme = useTheme();
  const data = (): uPlot.AlignedData =>
    props.chart.at.length > 0
      ? [props.chart.at, ...props.chart.series.map((series) => series.values)]
      : [[props.range.from, props.range.to], ...props.chart.series.map(() => [null, null])];
  /** What it takes a new plot for; everything else is set on the one that is there. */
  const shape = createMemo(
    () => `${theme()} ${props.chart.isArea} ${props.chart.series.map((each) => each.tone).join()}`,
  );
  const hasRoom = createMemo(() => size().width > 0);

  createEffect(() => {
    shape();
    if (!hasRoom()) return;
    untrack(() => {
      const options = lineOptions(props.chart, () => props.range, size(), {
        onPoint: (index) => props.cursor.moveTo(index),
        onMark: (from, to) => props.chart.onBrush?.(from, to),
      });
      plot = new uPlot(options, data(), host);
      tellLayout();
    });
    onCleanup(() => plot?.destroy());
  });
  const tellLayout = () => {
    if (plot === undefined) return;
    const ratio = devicePixelRatio || 1;
    props.onLayout(plot.bbox.left / ratio / plot.width, plot.bbox.width / ratio / plot.width);
  };
  createEffect(() => {
    const now = data();
    plot?.setData(now);
    tellLayout();
  });
  createEffect(() => {
    if (size().width > 0) plot?.setSize(size());
    tellLayout();
  });
  createEffect(() => {
    const index = props.cursor.index();
    if (plot === undefined || plot.cursor.idx === index) return;
    const at = index === null ? undefined : props.chart.at[index];
    plot.setCursor({ left: at === undefined ? -10 : plot.valToPos(at, 'x'), top: 0 }, false);
  });
  const place = (element: HTMLDivElement) => {
    host = element;
    measure(element);
  };
  return (
    <div class="size-full min-w-0 overflow-hidden" onPointerLeave={() => props.cursor.leave()}>
      <div ref={place} class="size-full" />
    </div>
  );
}
