import { number } from '../format.ts';
import type { Tone } from './tone.ts';

const FILL = { image: 'fill-image', video: 'fill-video' } as const;

interface SlotBarProps {
  used: number;
  /** Null is "no limit". */
  total: number | null;
  tone: Extract<Tone, 'image' | 'video'>;
  /** What the slots are of, for screen readers: `Image slots`. */
  label: string;
}

const MOST_BARS = 8;
const GAP = 2;
const ROUND = 2;
const WIDTH = 5;
const HEIGHT = 14;

/** Slots in use of those there are. All bars of a colour are one path: long lists have hundreds of them. */
export function SlotBar(props: SlotBarProps) {
  const bars = () => Math.min(MOST_BARS, props.total ?? props.used + 1);
  const filled = () =>
    Math.min(
      bars(),
      props.total === null || props.total <= MOST_BARS ? props.used : Math.ceil((props.used / props.total) * MOST_BARS),
    );
  return (
    <span
      class="inline-flex items-center gap-1.75"
      role="img"
      aria-label={`${props.label} ${props.used}/${props.total ?? '∞'}`}
    >
      <svg width={Math.max(0, bars() * (WIDTH + GAP) - GAP)} height={HEIGHT} aria-hidden="true">
        <path d={pathOf(0, filled())} class={FILL[props.tone]} />
        <path d={pathOf(filled(), bars())} class="fill-line-2" />
      </svg>
      <span class="tabular">
        {number(props.used)}
        <span class="text-ink-3">/{props.total === null ? '∞' : number(props.total)}</span>
      </span>
    </span>
  );
}

const corner = (x: number, y: number): string => `a${ROUND} ${ROUND} 0 0 1 ${x} ${y}`;
const [ACROSS, DOWN] = [WIDTH - 2 * ROUND, HEIGHT - 2 * ROUND];
const OUTLINE = `h${ACROSS}${corner(ROUND, ROUND)}v${DOWN}${corner(-ROUND, ROUND)}h${-ACROSS}${corner(-ROUND, -ROUND)}v${-DOWN}${corner(ROUND, -ROUND)}z`;

/** Bars from one place up to, but without, another. */
function pathOf(first: number, end: number): string {
  const places = Array.from({ length: Math.max(0, end - first) }, (_, index) => (first + index) * (WIDTH + GAP));
  return places.map((x) => `M${x + ROUND} 0${OUTLINE}`).join('');
}
