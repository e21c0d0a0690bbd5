import { late } from '../late/late.tsx';
import { ChartFrame } from './chart-frame.tsx';
import type { TimeSeries } from './chart-types.ts';
import { createCursor } from './cursor.ts';

const LinePlot = late(() => import('./line-plot.tsx'));

export interface TimeChartProps extends TimeSeries {
  /** Fills the ground under the lines. */
  isArea?: boolean | undefined;
  /** What the axis spans; from the first to the last time when left out. Needed for empty axes. */
  range?: { from: number; to: number } | undefined;
}

/** Lines over time. What draws them is loaded with the first of them. */
export function TimeChart(props: TimeChartProps) {
  const span = () => ({ from: props.range?.from ?? props.at[0] ?? 0, to: props.range?.to ?? props.at.at(-1) ?? 1 });
  let plotLeft = 0;
  let plotWidth = 1;
  const cursor = createCursor({
    count: () => props.at.length,
    xOf: (index) => {
      const { from, to } = span();
      return plotLeft + plotWidth * (((props.at[index] ?? from) - from) / (to - from || 1));
    },
    canBrush: () => props.onBrush !== undefined,
    onBrush: (first, last) => props.onBrush?.(props.at[first] ?? 0, props.at[last] ?? 0),
  });
  const onLayout = (left: number, width: number) => {
    [plotLeft, plotWidth] = [left, width];
  };
  return (
    <ChartFrame chart={props} cursor={cursor} isLine>
      <LinePlot chart={props} cursor={cursor} range={span()} onLayout={onLayout} onFailed={null} />
    </ChartFrame>
  );
}
