import type { Tone } from '../ui/tone.ts';
import { type TimeSeries, writeValue } from './chart-types.ts';
import { markedTimes } from './marked-times.ts';
import { everyNth, ticks } from './scale.ts';
import { axisTime, spanOf } from './time-label.ts';

const FOOT = 22;
const AXIS = 36;
/** Of the labels beside the axis: how wide a character is, and how far they stand off. */
const CHARACTER = 6.5;
const GUTTER = 10;
const GAP = 1.5;
const LABEL_WIDTH = 84;
/** Of a label from its middle to the edge. */
const HALF_LABEL = 16;
/** Of the word at the end, with a gap before it. */
const NOW_WIDTH = 32;
/** How much of its ink a bar keeps whose time is not over. */
const UNFINISHED = 0.45;

export interface BarPart {
  x: number;
  y: number;
  width: number;
  height: number;
  tone: Tone;
  /** 0 to 1. */
  opacity: number;
}

export interface BarLayout {
  width: number;
  height: number;
  /** Where the plot begins, and where its ground is. */
  left: number;
  ground: number;
  parts: BarPart[];
  lines: { y: number; text: string }[];
  labels: { x: number; text: string }[];
  /** The middle of a bar. */
  centre: (index: number) => number;
  /** Left edge and width of the bars from one to another. */
  reach: (first: number, last: number) => { x: number; width: number };
  /** The bar at a place. */
  indexAt: (x: number) => number;
}

/** Where everything of a chart of bars stands, in pixels. */
export function layOut(chart: TimeSeries, place: { width: number; height: number; hasAxis: boolean }): BarLayout {
  const marks = ticks(highest(chart));
  const labelWidth = CHARACTER * Math.max(...marks.map((value) => writeValue(chart, value).length));
  const left = place.hasAxis ? Math.max(AXIS, labelWidth + GUTTER) : 0;
  const ground = place.height - FOOT;
  const count = Math.max(1, chart.at.length);
  const slot = Math.max(0, place.width - left) / count;
  const top = marks.at(-1) ?? 1;
  const y = (value: number) => 6 + (ground - 6) * (1 - value / top);
  const centre = (index: number) => left + slot * (index + 0.5);
  const nth = everyNth(chart.at.length, place.width - left, LABEL_WIDTH);
  const end = place.width - HALF_LABEL - (chart.endsNow ? NOW_WIDTH : 0);
  return {
    width: place.width,
    height: place.height,
    left,
    ground,
    parts: place.width === 0 ? [] : partsOf(chart, { slot, left, y }),
    lines: place.hasAxis
      ? marks.map((value) => ({ y: y(value), text: writeValue(chart, value) }))
      : [{ y: ground, text: '' }],
    labels: markedTimes(chart.at, nth)
      .map((index) => ({ x: centre(index), text: axisTime(chart.at[index] ?? 0, spanOf(chart.at)) }))
      .filter(({ x }) => x > left + HALF_LABEL && x < end),
    centre,
    reach: (first, last) => ({ x: left + slot * first, width: slot * (last - first + 1) }),
    indexAt: (x) => Math.floor((x - left) / (slot || 1)),
  };
}

function highest({ at, series }: TimeSeries): number {
  return Math.max(0, ...at.map((_, index) => series.reduce((sum, each) => sum + (each.values[index] ?? 0), 0)));
}

function partsOf(
  { at, series, endsNow }: TimeSeries,
  { slot, left, y }: { slot: number; left: number; y: (v: number) => number },
) {
  const width = Math.max(1, slot - Math.min(GAP, slot / 4));
  return at.flatMap((_, index) => {
    let sum = 0;
    const opacity = endsNow && index === at.length - 1 ? UNFINISHED : 0.92;
    return series.flatMap(({ tone, values }): BarPart[] => {
      const value = values[index] ?? 0;
      if (value <= 0) return [];
      const bottom = y(sum);
      sum += value;
      // A hairline of ground between two parts: teal and violet are much alike for some.
      const height = Math.max(1, bottom - y(sum) - 1);
      return [{ x: left + slot * index, y: y(sum), width, height, tone, opacity }];
    });
  });
}
