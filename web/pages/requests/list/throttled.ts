import { onCleanup } from 'solid-js';

/** Runs `work` when it is asked for, but no more than once in a while; what is asked for meanwhile is done at its end. */
export function throttled(work: () => void, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  onCleanup(() => clearTimeout(timer));
  return () => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        last = performance.now();
        work();
      },
      Math.max(0, last + everyMs - performance.now()),
    );
  };
}
