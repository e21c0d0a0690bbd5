import { For, Show } from 'solid-js';
import { duration } from '../format.ts';
import { useNow } from '../ui/clock.tsx';
import { cx } from '../ui/cx.ts';
import { type Step, stepsOf } from './steps.ts';
import type { Job, LoggedStep } from './types.ts';
import { words } from './words.ts';

/** What takes long is drawn long. */
const GROW: Partial<Record<Step['id'], string>> = { generated: 'grow-4', enlarged: 'grow-2' };

/** The way of a job from the queue to the disk, with the seconds of each part. */
export function StepsLine(props: { job: Job; log: readonly LoggedStep[] }) {
  const now = useNow();
  const steps = () => stepsOf(props.job, props.log, now());
  return (
    <ol aria-label={words().steps} class="flex gap-1">
      <For each={steps()}>{(step) => <Part step={step} percent={props.job.percent} kind={props.job.kind} />}</For>
    </ol>
  );
}

function Part(props: { step: Step; percent: number; kind: Job['kind'] }) {
  const isActive = () => props.step.state === 'active';
  const label = () => (isActive() ? words().stepNow : words().step)[props.step.id];
  const isMaking = () => props.step.id === 'generated';
  const made = () => (props.kind === 'video' ? 'bg-video' : 'bg-image');
  const fill = () => {
    if (props.step.state === 'failed') return 'bg-bad-solid';
    if (props.step.state === 'waiting') return '';
    return isMaking() || isActive() ? made() : 'bg-ok-solid';
  };
  const share = () => (isActive() && isMaking() ? Math.max(0.04, props.percent / 100) : 1);
  return (
    <li class={cx('min-w-0 basis-0', GROW[props.step.id] ?? 'grow')}>
      <span class="bar mb-1.5 block h-1 overflow-hidden rounded-full bg-line-2" aria-hidden="true">
        <span
          class={cx(
            'block h-full origin-left rounded-full transition-transform',
            fill(),
            isActive() && !isMaking() && 'breathe',
          )}
          style={{ transform: `scaleX(${share()})` }}
        />
      </span>
      <span class={cx('block truncate text-micro font-500', props.step.state === 'waiting' && 'text-ink-3')}>
        {label()}
      </span>
      <Show when={props.step.note ?? (props.step.ms !== null && duration(props.step.ms))}>
        {(under) => <span class="tabular block truncate text-micro text-ink-3">{under()}</span>}
      </Show>
    </li>
  );
}
