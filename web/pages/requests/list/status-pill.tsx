import type { JSX } from 'solid-js';
import { Pill } from '../../../ui/pill.tsx';
import type { Tone } from '../../../ui/tone.ts';

const TONE: Record<number, Tone> = { 2: 'ok', 4: 'warn', 5: 'bad' };

/** An HTTP status: green for answered, amber for refused, red for failed. */
export function StatusPill(props: { status: number; children?: JSX.Element }) {
  return (
    <Pill tone={TONE[Math.floor(props.status / 100)] ?? 'plain'}>
      {props.status}
      {props.children}
    </Pill>
  );
}
