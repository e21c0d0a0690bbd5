import { For } from 'solid-js';
import type { Model } from './families.ts';

/** The longer side of a drawn shape, in pixels. */
const SIDE = 13;

/** Shapes as small boxes of their form, with their names for who cannot see them. */
export function Shapes(props: { ratios: Model['ratios'] }) {
  return (
    <span
      class="inline-flex h-4 items-center gap-1"
      role="img"
      aria-label={props.ratios.join(', ')}
      title={props.ratios.join(', ')}
    >
      <For each={props.ratios}>
        {(ratio) => {
          const [width = 1, height = 1] = ratio.split(':').map(Number);
          const scale = SIDE / Math.max(width, height);
          return (
            <svg width={width * scale} height={height * scale} aria-hidden="true" class="text-ink-3">
              <rect
                x="0.75"
                y="0.75"
                width={width * scale - 1.5}
                height={height * scale - 1.5}
                rx="1.5"
                fill="none"
                stroke="currentColor"
                stroke-width="1.25"
              />
            </svg>
          );
        }}
      </For>
    </span>
  );
}
