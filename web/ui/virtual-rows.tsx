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
  /** The first row of the list that has been painted. */
  const [painted, setPainted] = createSignal<string>();
  const isNew = () => painted() !== props.keys[0];
  createEffect(() => {
    const first = props.keys[0];
    // The first frame paints what can be seen, the next one may draw the others.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setPainted(first));
    });
    onCleanup(() => cancelAnimationFrame(frame));
  });
  const range = createMemo(
    () => rowsInView({ count: props.keys.length, above: above(), height: height(), room: innerHeight, isNew: isNew() }),
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
  // The content is the rows alone, without the room for the others; told of after the layout, which nothing has to force.
  const observer = new ResizeObserver(([entry]) => {
    const { length } = place.children;
    const size = entry?.contentRect.height ?? 0;
    if (size > 0 && length > 0) setMeasured(size / length);
  });
  onMount(() => observer.observe(place));
  onCleanup(() => observer.disconnect());
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
