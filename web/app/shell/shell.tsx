import { useLocation, useNavigate } from '@solidjs/router';
import {
  createEffect,
  createMemo,
  createSignal,
  ErrorBoundary,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
} from 'solid-js';
import { queryClient } from '../../api/query-client.ts';
import { isLoading } from '../../late/files-first.ts';
import { late } from '../../late/late.tsx';
import { loadWhenIdle } from '../../late/when-idle.ts';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { ToastRegion } from '../../ui/toast-region.tsx';
import { pageAt } from '../pages.ts';
import { closeHelp, closeJump, isHelpOpen, isJumpOpen, openHelp, openJump } from '../shortcuts/help.ts';
import { useShortcut } from '../shortcuts/registry.ts';
import { words } from '../words.ts';
import { BottomBar } from './bottom-bar.tsx';
import { NAV_PAGES } from './nav.ts';
import { Notices } from './notices.tsx';
import { PageFailed } from './page-failed.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import { createShell, ShellProvider } from './use-shell.ts';

const CommandMenu = late(() => import('../command-menu/command-menu.tsx'));
const ShortcutHelp = late(() => import('../shortcuts/shortcut-help.tsx'));

/** What is around every page. */
export function Shell(props: { children: JSX.Element }) {
  const shell = createShell();
  const location = useLocation();
  const [arrived, setArrived] = createSignal('');
  let main: HTMLElement | undefined;
  // A drawer has an address of its own and is no other page.
  const pageId = createMemo(() => pageAt(location.pathname)?.id ?? null);
  const name = () => {
    const id = pageId();
    return id === null ? words().notFound.title : words().pages[id];
  };

  useGlobalShortcuts();
  onMount(() => onCleanup(loadWhenIdle(() => isLoading() || queryClient.isFetching() > 0)));
  createEffect(() => {
    document.title = `${name()} · ${words().product}`;
  });
  // A drawer keeps the focus for itself; another page begins at its top.
  createEffect(
    on(
      pageId,
      () => {
        main?.focus({ preventScroll: true });
        scrollTo(0, 0);
        setArrived(words().arrived(name()));
      },
      { defer: true },
    ),
  );

  return (
    <ShellProvider value={shell}>
      {/* biome-ignore lint/a11y/useValidAnchor: it is one, to a place on this page that takes the focus. */}
      <a
        href="#main"
        class="absolute left-2 -top-20 z-50 rounded-control bg-button px-2.5 py-1.5 text-button-ink focus:top-2"
        onClick={(event) => {
          event.preventDefault();
          main?.focus();
        }}
      >
        {words().skip}
      </a>
      <div class="flex min-h-dvh">
        <Rail />
        <div class="flex min-w-0 flex-1 flex-col">
          <Notices />
          <TopBar />
          <main
            id="main"
            tabindex={-1}
            ref={(element) => {
              main = element;
            }}
            class="min-w-0 flex-1 px-3 pt-3.5 pb-22 md:px-6 md:pt-5 md:pb-10"
          >
            <ErrorBoundary fallback={(cause, again) => <PageFailed cause={cause} again={again} />}>
              <Suspense fallback={<SkeletonLines lines={6} />}>{props.children}</Suspense>
            </ErrorBoundary>
          </main>
        </div>
      </div>
      <BottomBar />
      <p role="status" class="sr-only">
        {arrived()}
      </p>
      <Show when={isJumpOpen()}>
        <CommandMenu onFailed={closeJump} />
      </Show>
      <Show when={isHelpOpen()}>
        <ShortcutHelp onFailed={closeHelp} />
      </Show>
      <ToastRegion />
    </ShellProvider>
  );
}

function useGlobalShortcuts(): void {
  const navigate = useNavigate();
  useShortcut('$mod+k', () => words().keys.jump, openJump, 'everywhere');
  useShortcut('Shift+?', () => words().keys.help, openHelp, 'everywhere');
  for (const { id, href, key } of NAV_PAGES) {
    useShortcut(
      `g ${key}`,
      () => words().keys.goTo(words().pages[id]),
      () => navigate(href),
      'everywhere',
    );
  }
}
