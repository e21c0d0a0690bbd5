import Menu from 'lucide-solid/icons/menu';
import { createSignal, For, Show } from 'solid-js';
import { late } from '../../late/late.tsx';
import { words } from '../words.ts';
import { NAV_PAGES } from './nav.ts';
import { NavLink } from './nav-link.tsx';

const AllPages = late(() => import('./all-pages.tsx'));

/** What phones reach with one thumb: four pages, and all others behind the fifth. */
const FIRST = NAV_PAGES.filter(({ id }) => ['overview', 'playground', 'generations', 'tokens'].includes(id));

export function BottomBar() {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <nav
      aria-label={words().navigation}
      class="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <For each={FIRST}>{(page) => <NavLink page={page} in="bar" />}</For>
      <button
        type="button"
        class="flex h-15 flex-1 flex-col items-center justify-center gap-0.75 text-micro text-ink-2 [&_.lucide-icon]:size-5"
        aria-haspopup="dialog"
        aria-expanded={isOpen()}
        onClick={() => setOpen(true)}
      >
        <Menu />
        {words().more}
      </button>
      <Show when={isOpen()}>
        <AllPages onClose={() => setOpen(false)} onFailed={() => setOpen(false)} />
      </Show>
    </nav>
  );
}
