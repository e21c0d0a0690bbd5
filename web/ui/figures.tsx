import { Show } from 'solid-js';
import { credits, duration, number, percent } from '../format.ts';

interface FigureProps {
  /** A dash when there is none. */
  value: number | null | undefined;
  class?: string | undefined;
}

function Figure(props: FigureProps & { write: (value: number) => string }) {
  return (
    <span class={`tabular whitespace-nowrap ${props.class ?? ''}`}>
      <Show when={props.value != null} fallback="–">
        {props.write(props.value ?? 0)}
      </Show>
    </span>
  );
}

/** `41,260`. */
export function Count(props: FigureProps) {
  return <Figure {...props} write={number} />;
}

/** `41,260`. */
export function Credits(props: FigureProps) {
  return <Figure {...props} write={credits} />;
}

/** `9.4 s`, `1:31`; of milliseconds. */
export function Duration(props: FigureProps) {
  return <Figure {...props} write={duration} />;
}

/** `98.6%`; of a ratio from 0 to 1. */
export function Percent(props: FigureProps & { digits?: number }) {
  return <Figure {...props} write={(value) => percent(value, props.digits)} />;
}
