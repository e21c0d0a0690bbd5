import { For, Show } from 'solid-js';
import { INK } from '../ui/tone.ts';
import type { BarLayout } from './bar-layout.ts';
import type { Cursor } from './cursor.ts';

interface BarDrawingProps {
  layout: BarLayout;
  cursor: Cursor;
  canBrush: boolean;
}

/** Bars, lines and labels where the layout says. */
export function BarDrawing(props: BarDrawingProps) {
  const indexAt = (event: PointerEvent & { currentTarget: SVGSVGElement }) =>
    props.layout.indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
  let isDragging = false;
  return (
    <svg
      width={props.layout.width}
      height={props.layout.height}
      aria-hidden="true"
      class="block touch-pan-y select-none"
      onPointerMove={(event) =>
        isDragging ? props.cursor.markTo(indexAt(event)) : props.cursor.moveTo(indexAt(event))
      }
      onPointerLeave={() => !isDragging && props.cursor.leave()}
      onPointerDown={(event) => {
        if (!props.canBrush || event.button !== 0) return;
        isDragging = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        props.cursor.moveTo(indexAt(event));
        props.cursor.markTo(indexAt(event));
      }}
      onPointerUp={() => {
        if (isDragging) props.cursor.apply();
        isDragging = false;
      }}
      onPointerCancel={() => {
        isDragging = false;
        props.cursor.leave();
      }}
    >
      <For each={props.layout.lines}>
        {(line) => (
          <>
            <line
              x1={props.layout.left}
              x2={props.layout.width}
              y1={line.y}
              y2={line.y}
              stroke="var(--line)"
              stroke-dasharray={line.y < props.layout.ground - 1 ? '2 4' : undefined}
            />
            <text x={props.layout.left - 8} y={line.y + 4} text-anchor="end" class="tabular fill-ink-3 text-micro">
              {line.text}
            </text>
          </>
        )}
      </For>
      <For each={props.layout.labels}>
        {(label) => (
          <text x={label.x} y={props.layout.height - 5} text-anchor="middle" class="tabular fill-ink-3 text-micro">
            {label.text}
          </text>
        )}
      </For>
      <Show when={props.cursor.index() !== null}>
        <Band
          layout={props.layout}
          first={props.cursor.index() ?? 0}
          last={props.cursor.index() ?? 0}
          fill="var(--line)"
        />
      </Show>
      <Show when={props.cursor.marked()}>
        {(range) => <Band layout={props.layout} first={range()[0]} last={range()[1]} fill="var(--accent-soft)" />}
      </Show>
      <For each={props.layout.parts}>
        {(part) => (
          <rect
            x={part.x}
            y={part.y}
            width={part.width}
            height={part.height}
            rx="1.5"
            fill={`var(${INK[part.tone]})`}
            fill-opacity={part.opacity}
          />
        )}
      </For>
    </svg>
  );
}

function Band(props: { layout: BarLayout; first: number; last: number; fill: string }) {
  const reach = () => props.layout.reach(props.first, props.last);
  return <rect x={reach().x} y={0} width={reach().width} height={props.layout.ground} fill={props.fill} rx="3" />;
}
