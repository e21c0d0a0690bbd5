import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** The size of an element in pixels, as it changes; give it the `ref`. */
export function useSize(): [Accessor<{ width: number; height: number }>, (element: HTMLElement) => void] {
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const measure = (element: HTMLElement) => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? { width: 0, height: 0 };
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  };
  return [size, measure];
}
