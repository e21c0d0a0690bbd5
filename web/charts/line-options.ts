import type uPlot from 'uplot';
import { INK } from '../ui/tone.ts';
import { isBlank, writeValue } from './chart-types.ts';
import { loneIndices } from './lone-indices.ts';
import type { TimeChartProps } from './time-chart.tsx';
import { axisTime } from './time-label.ts';
import { colour } from './use-theme.ts';

interface Listeners {
  onPoint: (index: number | null) => void;
  onMark: (from: number, to: number) => void;
}

const FONT = '11px Geist, system-ui, sans-serif';
const CHARACTER = 6.5;
/** The width of a time under the axis, so that none is cut off at either end. */
const LABEL = 36;
/** Of the word at the end, with a gap before it. */
const NOW_WIDTH = 28;
/** From 1 ms to 6 h. */
const ROUND_TIMES = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 216e5,
];
/** Narrower than this a drag was a click. */
const MIN_DRAG = 6;

/** Where the line has no length: a dot stands there, else nothing would be seen. */
const lonePoints: uPlot.Series.Points.Filter = (plot, series) => loneIndices(plot.data[series] ?? []);

/** How uPlot has to draw a chart of ours. */
export function lineOptions(
  chart: TimeChartProps,
  range: () => { from: number; to: number },
  size: { width: number; height: number },
  { onPoint, onMark }: Listeners,
): uPlot.Options {
  const axis = { stroke: colour('--ink-3'), font: FONT, ticks: { show: false } };
  const write = (value: number) => writeValue(chart, value);
  const isInside = (at: number) => {
    const { from, to } = range();
    const edge = ((to - from) * LABEL) / 2 / (size.width || 1);
    const now = chart.endsNow ? ((to - from) * NOW_WIDTH) / (size.width || 1) : 0;
    return at >= from + edge && at <= to - edge - now;
  };
  return {
    ...size,
    ms: 1,
    legend: { show: false },
    padding: [8, 10, 0, 0],
    cursor: {
      y: false,
      points: { size: 7, width: 0 },
      drag: { x: chart.onBrush !== undefined, y: false, setScale: false },
    },
    scales: {
      x: { time: true, range: () => [range().from, range().to] },
      y: { range: (_, __, high) => [0, isBlank(chart) ? 1 : (high || 1) * 1.08] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 60,
        size: 24,
        values: (_, at) => at.map((each) => (isInside(each) ? axisTime(each, range().to - range().from) : '')),
      },
      {
        ...axis,
        grid: { stroke: colour('--line'), width: 1, dash: [2, 4] },
        space: 36,
        ...(chart.unit === 'ms' && { incrs: ROUND_TIMES }),
        size: (_, labels) => 14 + Math.max(2, ...(labels ?? []).map((label) => label.length)) * CHARACTER,
        values: (_, values) => values.map((value) => (isBlank(chart) && value !== 0 ? '' : write(value))),
      },
    ],
    series: [
      {},
      ...chart.series.map(({ label, tone }) => {
        const ink = colour(INK[tone]);
        const points = { show: false, filter: lonePoints, size: 5, fill: ink };
        return { label, stroke: ink, width: 1.5, points, ...(chart.isArea && { fill: `${ink}1f` }) };
      }),
    ],
    hooks: {
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width >= MIN_DRAG) onMark(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          if (width > 0) plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}
