import { type JSX, Show } from 'solid-js';
import { percent } from '../format.ts';
import { cx } from './cx.ts';
import { SOLID, type Tone } from './tone.ts';

const within = (ratio: number) => Math.min(1, Math.max(0, ratio));

interface ProgressBarProps {
  /** 0 to 1; null while nobody knows. */
  ratio: number | null;
  /** What goes on. */
  label: string;
  tone?: Tone | undefined;
  class?: string | undefined;
}

/** How far something is. */
export function ProgressBar(props: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={props.ratio === null ? undefined : Math.round(within(props.ratio) * 100)}
      class={cx('bar h-1 w-full overflow-hidden rounded-full bg-line', props.class)}
    >
      <div
        class={cx(
          'h-full origin-left rounded-full transition-transform',
          SOLID[props.tone ?? 'accent'],
          props.ratio === null && 'breathe',
        )}
        style={{ transform: `scaleX(${within(props.ratio ?? 1)})` }}
      />
    </div>
  );
}

const RADIUS = 44;
const ROUND = 2 * Math.PI * RADIUS;

interface ProgressRingProps {
  ratio: number | null;
  label: string;
  /** Pixels; 86 with its percents inside, smaller ones without. */
  size?: number | undefined;
  class?: string | undefined;
}

/** How far a job is, over its preview. Takes the colour of the text around it. */
export function ProgressRing(props: ProgressRingProps) {
  const size = () => props.size ?? 86;
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={props.ratio === null ? undefined : Math.round(within(props.ratio) * 100)}
      class={cx('relative inline-grid place-items-center', props.class)}
    >
      <svg
        viewBox="0 0 100 100"
        width={size()}
        height={size()}
        aria-hidden="true"
        class={cx('-rotate-90', props.ratio === null && 'turn')}
      >
        <circle cx="50" cy="50" r={RADIUS} fill="none" stroke="currentColor" stroke-opacity="0.3" stroke-width="6" />
        <circle
          cx="50"
          cy="50"
          r={RADIUS}
          fill="none"
          stroke="currentColor"
          stroke-width="6"
          stroke-linecap="round"
          stroke-dasharray={String(ROUND)}
          stroke-dashoffset={String(ROUND * (1 - within(props.ratio ?? 0.25)))}
        />
      </svg>
      <Show when={size() >= 60 && props.ratio !== null}>
        <span class="tabular absolute text-title font-600" aria-hidden="true">
          {percent(within(props.ratio ?? 0), 0)}
        </span>
      </Show>
    </div>
  );
}

interface MeterProps {
  /** 0 to 1. */
  ratio: number;
  tone?: Tone | undefined;
  class?: string | undefined;
}

/** How much of something is left, as a thin bar under its figure. Decoration: the figure says it. */
function Meter(props: MeterProps) {
  return (
    <span class={cx('bar block h-0.75 w-16 overflow-hidden rounded-full bg-line', props.class)} aria-hidden="true">
      <span
        class={cx('block h-full origin-left rounded-full', SOLID[props.tone ?? 'plain'])}
        style={{ transform: `scaleX(${within(props.ratio)})` }}
      />
    </span>
  );
}

/** Figure and meter on top of each other, as in a column of credits. */
export function Metered(props: MeterProps & { children: JSX.Element }) {
  return (
    <span class="inline-flex flex-col items-end gap-1 max-md:flex-row max-md:items-center max-md:gap-2">
      {props.children}
      <Meter ratio={props.ratio} tone={props.tone} />
    </span>
  );
}
