import { Show } from 'solid-js';
import { span } from '../../format.ts';
import type { Job } from '../../job/types.ts';
import { useNow } from '../../ui/clock.tsx';
import { words } from './words.ts';

const MINUTE_MS = 60_000;

/** When the files of a job will go: `deleted in 1 h 12 min`; nothing when they stay, or are gone. */
export function Deadline(props: { job: Job; class?: string }) {
  const now = useNow();
  const until = () => props.job.assets.find(({ isGone }) => !isGone)?.keptUntil ?? null;
  const text = (at: number) => {
    const left = at - now();
    return left < MINUTE_MS ? words().soonDeleted : words().deletedIn(span(Math.floor(left / MINUTE_MS) * MINUTE_MS));
  };
  return <Show when={until()}>{(at) => <span class={`tabular ${props.class ?? ''}`}>{text(at())}</span>}</Show>;
}
