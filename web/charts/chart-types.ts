import { duration, number } from '../format.ts';
import type { Tone } from '../ui/tone.ts';

/** One line, or one part of each bar. */
export interface Series {
  label: string;
  /** Its colour, by what it means: `image`, `video`, `bad`; `accent`, `warn` and `plain` for what is neither. */
  tone: Tone;
  /** One for each time; null where nothing is known. */
  values: (number | null)[];
  /** Beside its name in the legend, while the cursor is nowhere: the sum, or the last one. */
  summary?: string | undefined;
}

/** What all charts over time have. */
export interface TimeSeries {
  /** What it shows: the caption, and the name for screen readers. */
  label: string;
  /** Unix milliseconds, rising; for bars where each begins. */
  at: number[];
  series: Series[];
  /** `ms`: the values are durations, and the axis has round ones. */
  unit?: 'ms' | undefined;
  /** A value as text; as its unit is written when left out. */
  write?: ((value: number) => string) | undefined;
  /** In pixels. */
  height?: number | undefined;
  /** The last time is this moment, and goes on. */
  endsNow?: boolean | undefined;
  /** Said over empty axes: `No jobs in the last hour`. */
  empty: string;
  /** Told what was marked with the pointer, or with Shift and the arrows; Unix milliseconds. */
  onBrush?: ((from: number, to: number) => void) | undefined;
  class?: string | undefined;
}

/** Whether there is nothing to be drawn. */
export function isBlank(chart: TimeSeries): boolean {
  return chart.series.every((series) => series.values.every((value) => value === null || value === 0));
}

/** A value of the chart as text; a dash for none. */
export function writeValue(chart: TimeSeries, value: number | null | undefined): string {
  if (value == null) return '–';
  return (chart.write ?? (chart.unit === 'ms' ? duration : number))(value);
}
