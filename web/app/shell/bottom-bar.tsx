import Menu from 'lucide-solid/icons/menu';
import { createSignal, For } from 'solid-js';
import { Dialog } from '../../ui/dialog.tsx';
import { words } from '../words.ts';
import { NAV, NAV_PAGES } from './nav.ts';
import { NavLink } from './nav-link.tsx';

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
      <Dialog open={isOpen()} onClose={() => setOpen(false)} title={words().navigation}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears what happens to the links within, by key as well. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link is a click. */}
        <div onClick={() => setOpen(false)}>
          <For each={NAV}>{({ pages }) => <For each={pages}>{(page) => <NavLink page={page} in="rail" />}</For>}</For>
        </div>
      </Dialog>
    </nav>
  );
}
