import { type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cx } from '../ui/cx.ts';
import { MediaThumb } from '../ui/media-thumb.tsx';
import { ProgressRing } from '../ui/progress.tsx';
import { SOFT } from '../ui/tone.ts';
import { createInView } from './in-view.ts';
import { ratioOf, resultUrl, thumbUrl } from './media.ts';
import { isRunning, LOOK, standingOf } from './state.ts';
import type { Job } from './types.ts';
import { usePoster } from './use-poster.ts';
import { words } from './words.ts';

interface JobThumbProps {
  job: Job;
  /** Instead of the result's own ratio. */
  ratio?: string | undefined;
  /** Pixels of the ring of one that runs; with its percents inside from 60 on. */
  ring?: number | undefined;
  /** What is read instead of the prompt, while prompts are hidden. */
  alt?: string | undefined;
  class?: string | undefined;
  /** Over the picture. */
  children?: JSX.Element | undefined;
}

/** What there is to see of a job: its result, how far it is, or why there is none. Loaded when it comes near the window. */
export function JobThumb(props: JobThumbProps) {
  const { ref, isSeen } = createInView();
  const { poster, isKnown } = usePoster(() => props.job, isSeen);
  const ratio = () => props.ratio ?? ratioOf(props.job);
  const alt = () => props.alt ?? props.job.prompt;
  const src = () => thumbUrl({ kind: props.job.kind, url: resultUrl(props.job) ?? null });
  return (
    <span ref={ref} class={cx('block min-w-0', props.class)}>
      <Show
        when={src() !== undefined}
        fallback={
          <Plate job={props.job} ratio={ratio()} ring={props.ring ?? 30}>
            {props.children}
          </Plate>
        }
      >
        <Show
          when={isSeen() && isKnown()}
          fallback={
            <span class="relative block overflow-hidden rounded-[10px] bg-sunken" style={{ 'aspect-ratio': ratio() }}>
              <span class="sr-only">{alt()}</span>
            </span>
          }
        >
          <MediaThumb kind={props.job.kind} src={src()} poster={poster()} alt={alt()} ratio={ratio()}>
            {props.children}
          </MediaThumb>
        </Show>
      </Show>
    </span>
  );
}

function Plate(props: { job: Job; ratio: string; ring: number; children: JSX.Element }) {
  const standing = () => standingOf(props.job);
  const look = () => LOOK[standing()];
  const isWaiting = () => props.job.state === 'queued';
  return (
    <span
      class={cx('relative grid place-items-center overflow-hidden rounded-[10px]', SOFT[look().tone])}
      style={{ 'aspect-ratio': props.ratio }}
    >
      <Show
        when={isRunning(props.job) && !isWaiting()}
        fallback={
          <span class="flex flex-col items-center gap-1 px-2 text-center">
            <Show when={look().icon}>{(icon) => <Dynamic component={icon()} class="size-5" />}</Show>
            <span class="sr-only">{words().states[standing()]}</span>
          </span>
        }
      >
        <ProgressRing ratio={props.job.percent / 100} label={words().progress} size={props.ring} />
      </Show>
      {props.children}
    </span>
  );
}
