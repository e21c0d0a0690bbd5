import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, onMount } from 'solid-js';
import { rowsInView } from './rows-in-view.ts';

interface VirtualRowsProps {
  keys: string[];
  /** What a row is thought to be high, in pixels, until some have been measured. */
  height: number;
  children: (key: string) => JSX.Element;
}

/** Rows of a list that scrolls with the window; of a long one only those in view are in the page. */
export function VirtualRows(props: VirtualRowsProps) {
  let place!: HTMLDivElement;
  const [above, setAbove] = createSignal(0);
  const [measured, setMeasured] = createSignal<number>();
  const height = () => measured() ?? props.height;
  const range = createMemo(
    () => rowsInView({ count: props.keys.length, above: above(), height: height(), room: innerHeight }),
    undefined,
    {
      equals: (a, b) => a.first === b.first && a.last === b.last,
    },
  );
  const shown = createMemo(() => props.keys.slice(range().first, range().last));

  let frame = 0;
  const look = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => setAbove(-place.getBoundingClientRect().top));
  };
  onMount(() => {
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
  });
  onCleanup(() => {
    cancelAnimationFrame(frame);
    removeEventListener('scroll', look);
    removeEventListener('resize', look);
  });
  createEffect(() => {
    const count = shown().length;
    const first = place.firstElementChild;
    const last = place.lastElementChild;
    if (first === null || last === null) return;
    const size = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    if (size > 0 && count > 0) setMeasured(size / count);
  });
  return (
    <div
      ref={place}
      style={{
        'padding-top': `${range().first * height()}px`,
        'padding-bottom': `${(props.keys.length - range().last) * height()}px`,
      }}
    >
      <For each={shown()}>{(key) => props.children(key)}</For>
    </div>
  );
}
