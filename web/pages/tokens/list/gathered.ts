import { onCleanup } from 'solid-js';

/** Gathers things for a while and hands them on together, each once. */
export function gathered<T>(deliver: (items: T[]) => void, everyMs: number): (items: Iterable<T>) => void {
  const waiting = new Set<T>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  onCleanup(() => clearTimeout(timer));
  return (items) => {
    for (const item of items) waiting.add(item);
    timer ??= setTimeout(
      () => {
        timer = undefined;
        last = performance.now();
        const all = [...waiting];
        waiting.clear();
        deliver(all);
      },
      Math.max(0, last + everyMs - performance.now()),
    );
  };
}
