import Search from 'lucide-solid/icons/search';
import { Kbd } from '../../ui/kbd.tsx';
import { keysShown } from '../../ui/keys-shown.ts';
import { openJump } from '../shortcuts/help.ts';
import { words } from '../words.ts';
import { AccountMenu } from './account-menu.tsx';
import { LanguageMenu, ThemeMenu } from './choices.tsx';
import { StreamState } from './stream-state.tsx';

/** Search, how live the page is, and the operator's own choices. */
export function TopBar() {
  return (
    <header class="sticky top-0 z-10 flex h-13 shrink-0 items-center gap-2 border-b border-line bg-canvas px-3 max-md:gap-0.5 md:px-6">
      <button
        type="button"
        onClick={openJump}
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        class="mr-auto flex h-8 min-w-0 items-center gap-2 rounded-control border border-line bg-panel pr-2 pl-2.5 text-left text-ink-3 shadow-card max-md:h-10 max-md:flex-1 md:w-85"
      >
        <Search />
        <span class="flex-1 truncate">{words().search}</span>
        <Kbd>{keysShown('$mod+k')[0]}</Kbd>
      </button>
      <StreamState />
      <LanguageMenu />
      <ThemeMenu />
      <AccountMenu />
    </header>
  );
}
