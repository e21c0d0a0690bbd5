import { Show } from 'solid-js';
import { duration, percent } from '../../format.ts';
import { JobThumb } from '../../job/job-thumb.tsx';
import { proportionOf } from '../../job/media.ts';
import { isRunning, standingOf } from '../../job/state.ts';
import type { Job } from '../../job/types.ts';
import { words as jobWords } from '../../job/words.ts';
import { said } from '../../said/said.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { ThumbCaption } from '../../ui/media-thumb.tsx';
import type { Selection } from '../../ui/selection.ts';
import { TimeAgo } from '../../ui/time.tsx';
import { words as kitWords } from '../../ui/words.ts';
import { Deadline } from './deadline.tsx';
import { arePromptsHidden } from './prompts.ts';
import { words } from './words.ts';

interface JobTileProps {
  job: Job;
  href: string;
  selection: Selection;
  /** Ids as they are listed. */
  order: string[];
  isOpen: boolean;
}

/** A job in the grid: what it made, how far it is, or why it made nothing. */
export function JobTile(props: JobTileProps) {
  const standing = () => standingOf(props.job);
  const prompt = () => (arePromptsHidden() ? words().hidden : props.job.prompt);
  const isTicked = () => props.selection.has(props.job.id);
  const isAnyTicked = () => props.selection.count() > 0;
  return (
    <li
      data-job={props.job.id}
      class="group min-w-0 max-w-full grow-(--ratio) basis-[calc(var(--ratio)*9.5rem)] max-md:basis-[calc(var(--ratio)*7rem)]"
      style={{ '--ratio': String(Math.max(0.75, proportionOf(props.job))) }}
    >
      <div class="relative">
        <a
          noScroll
          href={props.href}
          class={cx(
            'block rounded-[10px]',
            (isTicked() || props.isOpen) && 'shadow-[0_0_0_2px_var(--canvas),0_0_0_4px_var(--accent)]',
          )}
        >
          <JobThumb job={props.job} ring={44} alt={prompt()} ratio={String(Math.max(0.75, proportionOf(props.job)))}>
            <Over job={props.job} />
          </JobThumb>
        </a>
        <span
          class={cx(
            'absolute top-1.5 right-1.5 rounded-pill bg-panel p-0.5 shadow-card transition-opacity group-hover:opacity-100 group-focus-within:opacity-100 touch:hidden',
            !isAnyTicked() && 'opacity-0',
          )}
        >
          <Checkbox
            aria-label={kitWords().select(words().name(prompt()))}
            checked={isTicked()}
            onChange={(_, isRange) => props.selection.toggle(props.job.id, props.order, isRange)}
          />
        </span>
      </div>
      <p class={cx('mt-1 truncate px-0.5', arePromptsHidden() && 'text-ink-3 italic')}>{prompt()}</p>
      <p class="tabular flex gap-1.5 px-0.5 text-micro text-ink-3">
        <span class={cx('truncate', ['failed', 'refused'].includes(standing()) && 'text-bad')}>
          {standing() === 'completed' ? props.job.model : jobWords().states[standing()]}
        </span>
        <span class="ml-auto whitespace-nowrap">
          <Show when={standing() === 'completed'} fallback={<TimeAgo at={props.job.createdAt} />}>
            <Deadline job={props.job} />
          </Show>
        </span>
      </p>
    </li>
  );
}

/** Over the picture: its length and how long it took, how far it is, or the reason. */
function Over(props: { job: Job }) {
  const took = () => {
    const { completedAt, createdAt } = props.job;
    return completedAt === null ? '' : duration(completedAt - createdAt);
  };
  return (
    <Show
      when={props.job.state === 'completed'}
      fallback={
        <span class="absolute inset-x-0 bottom-0 px-2 pb-1.5 text-center text-micro">
          <Show
            when={isRunning(props.job)}
            fallback={<span class="line-clamp-2">{said(props.job.error?.message ?? '')}</span>}
          >
            <span class="tabular">
              {props.job.state === 'queued' ? jobWords().states.queued : percent(props.job.percent / 100, 0)}
            </span>
          </Show>
        </span>
      }
    >
      <Show when={!props.job.assets.every(({ isGone }) => isGone)}>
        <ThumbCaption>
          <span>{props.job.seconds === null ? props.job.ratio : jobWords().seconds(props.job.seconds)}</span>
          <span>{took()}</span>
        </ThumbCaption>
      </Show>
    </Show>
  );
}
