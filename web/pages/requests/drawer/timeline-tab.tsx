import { createMemo, For } from 'solid-js';
import { duration, time } from '../../../format.ts';
import { cx } from '../../../ui/cx.ts';
import type { DetailJob, DetailRequest, DetailStep } from './detail.ts';
import { momentsOf } from './timeline.ts';

const DOT = { plain: 'bg-mute', ok: 'bg-ok-solid', bad: 'bg-bad-solid' };

/** What happened when, from the call to the last step of its job. */
export function TimelineTab(props: { request: DetailRequest; job: DetailJob | null; steps: readonly DetailStep[] }) {
  const moments = createMemo(() => momentsOf(props.request, props.job, props.steps));
  const start = () => moments()[0]?.at ?? 0;
  return (
    <ol class="pt-1">
      <For each={moments()}>
        {(moment, index) => (
          <li class="flex gap-3">
            <span class="tabular w-17 shrink-0 text-right text-label leading-5 text-ink-3">
              {index() === 0 ? time(moment.at) : `+${duration(moment.at - start())}`}
            </span>
            <span aria-hidden="true" class="flex flex-col items-center">
              <i class={cx('mt-1.5 size-2 shrink-0 rounded-full', DOT[moment.tone])} />
              <i class={cx('w-px flex-1 bg-line-2', index() === moments().length - 1 && 'hidden')} />
            </span>
            <span class={cx('pb-3.5', moment.tone === 'bad' && 'text-bad')}>{moment.text}</span>
          </li>
        )}
      </For>
    </ol>
  );
}
