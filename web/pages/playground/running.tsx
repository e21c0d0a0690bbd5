import { Show } from 'solid-js';
import { span } from '../../format.ts';
import { useJobActions } from '../../job/actions.ts';
import type { Job } from '../../job/types.ts';
import { words as jobWords } from '../../job/words.ts';
import { said } from '../../said/said.ts';
import { useNow } from '../../ui/clock.tsx';
import { cx } from '../../ui/cx.ts';
import { ProgressRing } from '../../ui/progress.tsx';
import { words } from './words.ts';

/** How far a job is, what it does and how long it will still take; Cancel for as long as it can be called back. */
export function Running(props: { job: Job }) {
  const now = useNow();
  const actions = useJobActions();
  const isOver = () => props.job.inputs.length > 0;
  const left = () => {
    const { position, expectedAt } = props.job;
    if (position !== null) return words().place(position);
    if (expectedAt === null) return '';
    return expectedAt - now() < 1_000 ? words().soon : words().left(span(expectedAt - now()));
  };
  const isQueued = () => props.job.state === 'queued';
  return (
    <div class={cx('relative z-1 flex flex-col items-center gap-2 px-6 text-center', isOver() && 'text-[#fff]')}>
      <ProgressRing ratio={isQueued() ? null : props.job.percent / 100} label={jobWords().progress} />
      <p class="font-500" aria-live="polite">
        {said(props.job.detail)}
      </p>
      <p class="tabular">{left()}</p>
      <Show
        when={props.job.actions.cancel}
        fallback={<p class={cx('max-w-90 text-label', !isOver() && 'text-ink-3')}>{words().past}</p>}
      >
        <button
          type="button"
          onClick={() => void actions.cancel(props.job.id)}
          class={cx(
            'mt-1 inline-flex h-7 items-center rounded-control border px-3 text-label font-500 touch:h-11',
            isOver() ? 'border-[rgb(255_255_255/0.4)] bg-[rgb(12_12_14/0.5)]' : 'border-line-2 bg-panel hover:bg-hover',
          )}
        >
          {words().cancel}
        </button>
      </Show>
    </div>
  );
}
