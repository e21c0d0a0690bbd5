import { Show } from 'solid-js';
import { liveState } from '../../api/live/live.ts';
import { isShutOut } from '../../api/shut-out.ts';
import { span, time } from '../../format.ts';
import { said } from '../../said/said.ts';
import { type Beat, Beats } from '../../ui/beats.tsx';
import { useNow } from '../../ui/clock.tsx';
import { cx } from '../../ui/cx.ts';
import { attachTooltip } from '../../ui/tooltip.tsx';
import { words } from '../words.ts';
import { useShell } from './use-shell.ts';

/** One verdict about the gateway, and how the last half hour went. */
export function HealthFoot(props: { isNarrow: boolean }) {
  const shell = useShell();
  const now = useNow();
  // What it said last is no verdict on a gateway that has since fallen silent.
  const isSilent = () => !isShutOut() && (shell.isError || liveState().state === 'offline');
  const isUnsure = () => isShutOut() || isSilent() || liveState().state === 'reconnecting';
  const verdict = () => {
    if (isSilent()) return words().health.unknown;
    if (shell.data === undefined) return '…';
    if (isUnsure()) return words().health.unsure;
    return shell.data.ready ? words().health.ready : words().health.notReady;
  };
  const dot = () => {
    if (shell.data === undefined || isUnsure()) return 'bg-mute';
    return shell.data.ready ? 'bg-ok-solid' : 'bg-bad-solid';
  };
  const beats = () => shell.data?.beats ?? [];
  const total = (of: 'requests' | 'failed') => beats().reduce((sum, beat) => sum + beat[of], 0);
  return (
    <section
      aria-label={verdict()}
      class={cx('rounded-[10px] border border-line bg-panel shadow-card', props.isNarrow ? 'p-2.5' : 'px-2.75 py-2.5')}
      ref={(element) => attachTooltip(element, () => shell.data?.reasons.map(said).join('; ') ?? '')}
    >
      <p class="flex items-center justify-center gap-1.75 text-label font-550">
        <i aria-hidden="true" class={cx('size-1.75 shrink-0 rounded-full', dot())} />
        <span class={props.isNarrow ? 'sr-only' : 'flex-1'}>{verdict()}</span>
      </p>
      <Show when={!props.isNarrow && shell.data}>
        {(data) => (
          <>
            <Beats
              class={cx('mt-2 w-full', isUnsure() && 'grayscale')}
              label={words().health.beats(total('failed'), total('requests'))}
              beats={beats().map(beatOf)}
            />
            <p class="tabular mt-1 text-micro text-ink-3">
              {words().health.lastMinutes(beats().length)} ·{' '}
              {isUnsure()
                ? words().live.asOf(time(shell.dataUpdatedAt))
                : words().health.up(span(now() - data().startedAt))}
            </p>
          </>
        )}
      </Show>
    </section>
  );
}

function beatOf({ requests, failed }: { requests: number; failed: number }): Beat {
  if (requests === 0) return 'none';
  if (failed === 0) return 'ok';
  return failed * 2 > requests ? 'bad' : 'warn';
}
