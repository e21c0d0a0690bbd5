import { For, type JSX } from 'solid-js';
import { cx } from './cx.ts';
import { words } from './words.ts';

/** A grey bar where something will be; give it that thing's size: `class="h-8 w-24"`. */
export function Skeleton(props: { class?: string }) {
  return <span aria-hidden="true" class={cx('breathe block rounded-pill bg-line', props.class ?? 'h-4 w-full')} />;
}

/** Stands in for a part that is being loaded. Shows after 150 ms, so that what comes at once does not flicker. */
export function Loading(props: { class?: string; children: JSX.Element }) {
  return (
    <div role="status" aria-label={words().loading} class={cx('appear-late', props.class)}>
      {props.children}
    </div>
  );
}

/** Lines of text that are being loaded. */
export function SkeletonLines(props: { lines: number }) {
  return (
    <Loading class="space-y-2.5">
      <For each={Array.from({ length: props.lines })}>
        {(_, index) => <Skeleton class={index() % 3 === 2 ? 'h-4 w-2/3' : 'h-4 w-full'} />}
      </For>
    </Loading>
  );
}
