import { Show } from 'solid-js';
import { liveState, pauseLive, resumeLive } from '../../api/live/live.ts';
import { time } from '../../format.ts';
import { cx } from '../../ui/cx.ts';
import { attachTooltip } from '../../ui/tooltip.tsx';
import { words } from '../words.ts';

const DOT = {
  live: 'bg-ok-solid shadow-[0_0_0_3px_var(--ok-soft)]',
  idle: 'bg-mute',
  connecting: 'bg-mute breathe',
  paused: 'bg-mute',
  reconnecting: 'bg-warn-solid breathe',
  offline: 'bg-bad-solid',
};

/** Whether what is seen is as it is now, and if not, as of when. A press pauses it, and goes on. */
export function StreamState() {
  const asOf = () => {
    const state = liveState();
    return 'asOf' in state ? state.asOf : null;
  };
  // On a phone there is room for words when something is amiss; that all is well the dot says alone.
  const isLive = () => ['live', 'idle'].includes(liveState().state);
  const isPaused = () => liveState().state === 'paused';
  return (
    <button
      type="button"
      aria-pressed={isPaused()}
      class="flex h-8 items-center gap-1.75 rounded-control px-2.5 text-label font-500 whitespace-nowrap text-ink-2 hover:bg-hover touch:h-11"
      ref={(element) => attachTooltip(element, () => (isPaused() ? words().live.resume : words().live.pause))}
      onClick={() => (isPaused() ? resumeLive() : pauseLive())}
    >
      <i aria-hidden="true" class={cx('size-1.75 shrink-0 rounded-full', DOT[liveState().state])} />
      <span
        role="status"
        class={isLive() ? 'max-md:sr-only' : 'max-md:py-0.5 max-md:text-left max-md:text-micro max-md:leading-3.5'}
      >
        {words().live[liveState().state]}
        <Show when={asOf()}>
          {(at) => (
            <span class="tabular max-md:block">
              <span class="max-md:hidden">, </span>
              {words().live.asOf(time(at()))}
            </span>
          )}
        </Show>
      </span>
    </button>
  );
}
