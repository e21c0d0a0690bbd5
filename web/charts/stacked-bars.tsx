import { createMemo } from 'solid-js';
import { BarDrawing } from './bar-drawing.tsx';
import { layOut } from './bar-layout.ts';
import { ChartFrame } from './chart-frame.tsx';
import type { TimeSeries } from './chart-types.ts';
import { createCursor } from './cursor.ts';
import { useSize } from './use-size.ts';

interface StackedBarsProps extends TimeSeries {
  /** How long a bar is, in milliseconds; from the first two when left out. */
  stepMs?: number | undefined;
  /** Bars alone: no axis of values, no legend. */
  isBare?: boolean | undefined;
}

/** Counts over time, stacked by kind in the order given. Drawn anew for each width, so labels keep their size. */
export function StackedBars(props: StackedBarsProps) {
  const [size, measure] = useSize();
  const layout = createMemo(() =>
    layOut(props, { width: size().width, height: props.height ?? 200, hasAxis: !props.isBare }),
  );
  const step = () => props.stepMs ?? (props.at[1] ?? 0) - (props.at[0] ?? 0);
  const cursor = createCursor({
    count: () => props.at.length,
    xOf: (index) => layout().centre(index) / (size().width || 1),
    canBrush: () => props.onBrush !== undefined,
    onBrush: (first, last) => props.onBrush?.(props.at[first] ?? 0, (props.at[last] ?? 0) + step()),
  });
  return (
    <ChartFrame chart={props} cursor={cursor} isBare={props.isBare}>
      <div ref={measure} class="size-full min-w-0 overflow-hidden">
        <BarDrawing layout={layout()} cursor={cursor} canBrush={props.onBrush !== undefined} />
      </div>
    </ChartFrame>
  );
}

/** Counts over time as a low strip over a list, on which a range is marked: a drag, or Shift and the arrows. */
export function Histogram(props: TimeSeries & { stepMs?: number | undefined }) {
  return <StackedBars {...props} height={props.height ?? 72} isBare />;
}
