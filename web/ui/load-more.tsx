import { createEffect, onCleanup } from 'solid-js';
import { Button } from './button.tsx';
import { words } from './words.ts';

interface LoadMoreProps {
  isLoading: boolean;
  load: () => void;
}

/** The way to the next page: taken by itself when it comes into view, and by a click. */
export function LoadMore(props: LoadMoreProps) {
  let place!: HTMLDivElement;
  createEffect(() => {
    if (props.isLoading) return; // watched anew for each page, so that a page shorter than the window brings the next
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) props.load();
      },
      { rootMargin: '400px' },
    );
    observer.observe(place);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div ref={place} class="flex justify-center border-t border-line py-2">
      <Button kind="ghost" size="small" busy={props.isLoading} onClick={() => props.load()}>
        {words().loadMore}
      </Button>
    </div>
  );
}
