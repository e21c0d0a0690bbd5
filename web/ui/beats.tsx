import { createMemo, For } from 'solid-js';
import { cx } from './cx.ts';

/** One stretch of time: all well, some failed, most failed, nothing happened. */
export type Beat = 'ok' | 'warn' | 'bad' | 'none';

interface BeatsProps {
  beats: Beat[];
  /** What they show, in words: `north-02, last hour: 2 of 24 failed`. */
  label: string;
  class?: string | undefined;
}

const FILL: Record<Beat, string> = {
  ok: 'fill-(--ok-beat)',
  warn: 'fill-warn-solid',
  bad: 'fill-bad-solid',
  none: 'fill-line-2',
};
const KINDS = Object.keys(FILL) as Beat[];
const HEIGHT = 16;
/** Of one stroke and the gap behind it. */
const STEP = 5;
const STROKE = 3.5;
const ROUND = 1.25;

/** Health over time, a stroke for each stretch. All strokes of a colour are one path: long lists have hundreds of them. */
export function Beats(props: BeatsProps) {
  const paths = createMemo(() =>
    KINDS.map((kind) => ({ kind, d: pathOf(props.beats, kind) })).filter(({ d }) => d !== ''),
  );
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, props.beats.length * STEP - (STEP - STROKE))} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
      class={cx('block h-4', props.class ?? 'w-29.5')}
    >
      <For each={paths()}>{({ kind, d }) => <path d={d} class={FILL[kind]} />}</For>
    </svg>
  );
}

const stroke = (x: number): string =>
  `M${x + ROUND} 0h${STROKE - 2 * ROUND}a${ROUND} ${ROUND} 0 0 1 ${ROUND} ${ROUND}v${HEIGHT - 2 * ROUND}a${ROUND} ${ROUND} 0 0 1 -${ROUND} ${ROUND}h-${STROKE - 2 * ROUND}a${ROUND} ${ROUND} 0 0 1 -${ROUND} -${ROUND}v-${HEIGHT - 2 * ROUND}a${ROUND} ${ROUND} 0 0 1 ${ROUND} -${ROUND}z`;

const pathOf = (beats: readonly Beat[], kind: Beat): string =>
  beats.map((beat, index) => (beat === kind ? stroke(index * STEP) : '')).join('');
