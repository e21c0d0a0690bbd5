import PanelLeft from 'lucide-solid/icons/panel-left';
import { createSignal, For, Show } from 'solid-js';
import { keep, kept } from '../../kept.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { words } from '../words.ts';
import { HealthFoot } from './health-foot.tsx';
import { Logo } from './logo.tsx';
import { NAV } from './nav.ts';
import { NavLink } from './nav-link.tsx';
import { useShell } from './use-shell.ts';

/** All pages, on the left; 228 pixels wide, or 56 when the operator wants the room. */
export function Rail() {
  const [isNarrow, setNarrow] = createSignal(kept('rail') === 'narrow');
  const shell = useShell();
  const turn = () => {
    setNarrow((was) => !was);
    keep('rail', isNarrow() ? 'narrow' : null);
  };
  return (
    <aside
      aria-label={words().product}
      class={cx(
        'sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-line px-2.5 pb-2.5 md:flex',
        isNarrow() ? 'w-14' : 'w-57',
      )}
    >
      <div class={cx('flex h-13 shrink-0 items-center gap-2.25', isNarrow() ? 'justify-center' : 'px-2')}>
        <Show when={!isNarrow()}>
          <Logo />
          <span class="text-[0.875rem] font-600 tracking-[-0.01em]">{words().product}</span>
          <span class="ml-auto font-mono text-micro text-ink-3">{shell.data?.version}</span>
        </Show>
        <IconButton
          size="tiny"
          label={isNarrow() ? words().wide : words().narrow}
          icon={<PanelLeft />}
          aria-expanded={!isNarrow()}
          onClick={turn}
        />
      </div>
      <nav aria-label={words().navigation} class="min-h-0 flex-1 overflow-y-auto scroll-quiet px-px pb-4">
        <For each={NAV}>
          {({ group, pages }) => (
            <section aria-label={words().groups[group]}>
              <p
                aria-hidden="true"
                class={cx('px-2 pt-3.5 pb-1 text-micro font-500 text-ink-3', isNarrow() && 'opacity-0')}
              >
                {words().groups[group]}
              </p>
              <ul>
                <For each={pages}>
                  {(page) => (
                    <li>
                      <NavLink page={page} in={isNarrow() ? 'narrow' : 'rail'} />
                    </li>
                  )}
                </For>
              </ul>
            </section>
          )}
        </For>
      </nav>
      <HealthFoot isNarrow={isNarrow()} />
    </aside>
  );
}
