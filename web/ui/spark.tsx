import { createMemo, Show } from 'solid-js';
import { cx } from './cx.ts';
import { HEIGHT, sparkPaths, WIDTH } from './spark-path.ts';
import { INK, type Tone } from './tone.ts';

interface SparkProps {
  /** From old to new. Null leaves a gap. */
  values: (number | null)[];
  /** What it shows, in words: `In flight, last hour: 4 to 21, now 13`. */
  label: string;
  tone?: Tone | undefined;
  class?: string | undefined;
}

/** A line without axes, as wide as its place. */
export function Spark(props: SparkProps) {
  const shape = createMemo(() => sparkPaths(props.values));
  const ink = () => `var(${INK[props.tone ?? 'plain']})`;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
      class={cx('block h-8 min-w-0 overflow-visible', props.class ?? 'w-24')}
    >
      <Show when={shape()}>
        {(drawn) => (
          <>
            <path d={drawn().area} fill={ink()} fill-opacity="0.1" />
            <path
              d={drawn().line}
              fill="none"
              stroke={ink()}
              stroke-width="1.5"
              stroke-linejoin="round"
              vector-effect="non-scaling-stroke"
            />
            <path
              d={drawn().end}
              fill="none"
              stroke={ink()}
              stroke-width="5"
              stroke-linecap="round"
              vector-effect="non-scaling-stroke"
            />
          </>
        )}
      </Show>
    </svg>
  );
}
