import X from 'lucide-solid/icons/x';
import { Index, type JSX, Show, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { useWidths } from './media-query.ts';
import { Menu, type MenuItem } from './menu.tsx';
import type { Selection } from './selection.ts';
import { words } from './words.ts';

export interface BarAction extends MenuItem {
  busy?: boolean | undefined;
  /** Stays in view on a phone, where the others are behind a menu. */
  isMain?: boolean | undefined;
}

interface SelectionBarProps {
  selection: Selection;
  /** How many are loaded, and how many match the filter: offers the latter when they are more. */
  loaded: number;
  total?: number | undefined;
  /** `false` for one that is not to be had. */
  actions: (BarAction | false)[];
}

/** What can be done to the ticked rows, over the foot of the page. */
export function SelectionBar(props: SelectionBarProps) {
  const widths = useWidths();
  const isPhone = () => !widths('md');
  const count = () => props.selection.count();
  const isMatching = () => props.selection.scope().kind === 'matching';
  const canGrow = () =>
    !isMatching() && props.total !== undefined && props.total > props.loaded && count() >= props.loaded;
  const text = () => (isMatching() ? words().allSelected(count()) : words().selected(count()));
  const actions = () => props.actions.filter((action) => action !== false);
  const shown = () => actions().filter(({ isMain }) => isMain || !isPhone());
  const clear = () => (
    <BarButton icon={<X />} class="max-md:ml-auto" onClick={() => props.selection.clear()}>
      <span class="sr-only">{words().clearSelection}</span>
      <Kbd class="bg-transparent!">Esc</Kbd>
    </BarButton>
  );
  return (
    <Show when={count() > 0}>
      <div
        role="toolbar"
        aria-label={text()}
        data-theme="dark"
        class="appear fixed bottom-5 left-1/2 z-15 flex min-h-11 w-max max-w-[calc(100vw-1rem)] -translate-x-1/2 flex-wrap items-center gap-0.5 rounded-card bg-[#1c1c1f] pr-1.5 pl-3.5 text-ink shadow-pop max-md:bottom-17 max-md:w-full"
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
        <Show when={isPhone()} fallback={<Line />}>
          {clear()}
        </Show>
        <div class="flex flex-wrap items-center gap-0.5 max-md:-ml-2 max-md:w-full max-md:pb-1">
          <Index each={shown()}>
            {(action) => (
              <BarButton
                icon={action().icon}
                danger={action().danger}
                disabled={action().disabled}
                aria-busy={action().busy}
                onClick={() => action().onSelect()}
              >
                {action().label}
              </BarButton>
            )}
          </Index>
          <Show when={isPhone()}>
            <span class="ml-auto">
              <Menu items={[actions().filter(({ isMain }) => !isMain)]} />
            </span>
          </Show>
        </div>
        <Show when={!isPhone()}>
          <Line />
          {clear()}
        </Show>
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

function BarButton(props: BarButtonProps) {
  const [own, rest] = splitProps(props, ['icon', 'danger', 'class', 'children']);
  return (
    <button
      type="button"
      {...rest}
      class={cx(
        'flex h-8 shrink-0 items-center gap-1.5 rounded-control px-2.5 font-450 whitespace-nowrap not-disabled:hover:bg-[rgb(255_255_255/0.09)] disabled:opacity-45 touch:h-11 [&>.lucide-icon]:size-3.5',
        own.danger && 'text-bad',
        own.class,
      )}
    >
      {own.icon}
      {own.children}
    </button>
  );
}
