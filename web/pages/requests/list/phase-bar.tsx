import { createMemo, For } from 'solid-js';
import { duration } from '../../../format.ts';
import { cx } from '../../../ui/cx.ts';
import { attachTooltip } from '../../../ui/tooltip.tsx';
import { type Phase, phasesOf, type RequestRow } from '../phases.ts';
import { words } from '../words.ts';

const GROUND: Record<Phase['name'], string> = {
  wait: 'bg-warn-solid',
  upstream: 'bg-video',
  save: 'bg-ok-solid',
  other: 'bg-mute',
};

/** Colour of a part of the time; that of the upstream is the kind's. */
export const groundOf = (name: Phase['name'], kind: RequestRow['kind']): string =>
  name === 'upstream' && kind === 'image' ? 'bg-image' : GROUND[name];

/** How the time of a request was spent, as a thin bar. */
export function PhaseBar(props: { row: Pick<RequestRow, 'at' | 'durationMs' | 'job' | 'kind'> }) {
  const phases = createMemo(() => phasesOf(props.row));
  const text = () =>
    phases()
      .map(({ name, ms }) => `${words().phases[name]} ${duration(ms)}`)
      .join(', ') || duration(props.row.durationMs); // less than a millisecond has no parts
  return (
    <span
      role="img"
      aria-label={text()}
      class="bar flex h-1 w-full gap-px overflow-hidden rounded-full bg-sunken"
      ref={(element) => attachTooltip(element, text)}
    >
      <For each={phases()}>
        {({ name, ms }) => (
          <i class={cx('min-w-0.5 basis-0', groundOf(name, props.row.kind))} style={{ 'flex-grow': ms }} />
        )}
      </For>
    </span>
  );
}
