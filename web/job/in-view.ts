import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether an element has come near the window by now: what is far down is not loaded. */
export function createInView(): { ref: (element: Element) => void; isSeen: Accessor<boolean> } {
  const [isSeen, setSeen] = createSignal(false);
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      setSeen(true);
      observer.disconnect();
    },
    { rootMargin: '300px' },
  );
  onCleanup(() => observer.disconnect());
  return { ref: (element) => observer.observe(element), isSeen };
}
