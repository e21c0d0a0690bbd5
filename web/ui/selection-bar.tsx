import X from 'lucide-solid/icons/x';
import { type JSX, Show, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import type { Selection } from './selection.ts';
import { words } from './words.ts';

interface SelectionBarProps {
  selection: Selection;
  /** How many are loaded, and how many match the filter: offers the latter when they are more. */
  loaded: number;
  total?: number | undefined;
  /** `BarButton`s. */
  children: JSX.Element;
}

/** What can be done to the ticked rows, over the foot of the page. */
export function SelectionBar(props: SelectionBarProps) {
  const count = () => props.selection.count();
  const isMatching = () => props.selection.scope().kind === 'matching';
  const canGrow = () =>
    !isMatching() && props.total !== undefined && props.total > props.loaded && count() >= props.loaded;
  const text = () => (isMatching() ? words().allSelected(count()) : words().selected(count()));
  return (
    <Show when={count() > 0}>
      <div
        role="toolbar"
        aria-label={text()}
        data-theme="dark"
        class="appear scroll-quiet fixed bottom-5 left-1/2 z-15 flex h-11 max-w-[calc(100vw-1rem)] -translate-x-1/2 items-center gap-0.5 overflow-x-auto rounded-card bg-[#1c1c1f] pr-1.5 pl-3.5 text-ink shadow-pop max-md:bottom-17"
      >
        <b class="tabular font-550 whitespace-nowrap" aria-live="polite">
          {text()}
        </b>
        <Show when={canGrow()}>
          <button
            type="button"
            class="ml-2 h-8 whitespace-nowrap underline underline-offset-2"
            onClick={() => props.selection.selectMatching(props.total ?? 0)}
          >
            {words().selectMatching(props.total ?? 0)}
          </button>
        </Show>
        <Line />
        {props.children}
        <Line />
        <BarButton icon={<X />} onClick={() => props.selection.clear()}>
          <span class="sr-only">{words().clearSelection}</span>
          <kbd class="rounded-[5px] border border-line-2 px-1 text-micro text-ink-3 touch:hidden">Esc</kbd>
        </BarButton>
      </div>
    </Show>
  );
}

function Line() {
  return <span class="mx-1.5 h-5 w-px shrink-0 bg-line-2" />;
}

interface BarButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: JSX.Element | undefined;
  danger?: boolean | undefined;
}

/** An action of the selection bar. */
export function BarButton(props: BarButtonProps) {
  const [own, rest] = splitProps(props, ['icon', 'danger', 'class', 'children']);
  return (
    <button
      type="button"
      {...rest}
      class={cx(
        'flex h-8 shrink-0 items-center gap-1.5 rounded-control px-2.5 font-450 whitespace-nowrap not-disabled:hover:bg-[rgb(255_255_255/0.09)] disabled:opacity-45 touch:h-11 [&>.lucide-icon]:size-3.5',
        own.danger && 'text-bad',
      )}
    >
      {own.icon}
      {own.children}
    </button>
  );
}
