import { For } from 'solid-js';
import { cx } from './cx.ts';
import { Loading, Skeleton } from './skeleton.tsx';

const WIDTHS = ['w-32', 'w-40', 'w-28', 'w-36'];

/** Rows of a table that are being loaded, of the height that they will have. */
export function SkeletonRows(props: { rows?: number | undefined; compact?: boolean | undefined }) {
  return (
    <Loading>
      <For each={Array.from({ length: props.rows ?? 8 })}>
        {(_, index) => (
          <div
            class={cx(
              'flex items-center gap-6 border-b border-line px-4 last:border-0',
              props.compact ? 'h-9' : 'h-11',
            )}
          >
            <Skeleton class={cx('h-3.5 shrink-0', WIDTHS[index() % WIDTHS.length])} />
            <Skeleton class="h-3.5 w-20 shrink-0" />
            <Skeleton class="h-3.5 flex-1 max-md:hidden" />
            <Skeleton class="ml-auto h-3.5 w-12 shrink-0" />
          </div>
        )}
      </For>
    </Loading>
  );
}
