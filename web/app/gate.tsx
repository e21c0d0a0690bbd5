import { Navigate, type RouteSectionProps } from '@solidjs/router';
import { createSignal, type JSX, Match, onMount, Show, Suspense, Switch } from 'solid-js';
import { trpc } from '../api/client.ts';
import { failureOf } from '../api/errors.ts';
import { enter, isSessionOver, leave, viewer } from '../api/session.ts';
import { wordsReady } from '../i18n/language.ts';
import { late } from '../late/late.tsx';
import { ErrorCard } from '../ui/error-card.tsx';
import { SkeletonLines } from '../ui/skeleton.tsx';
import { ToastRegion } from '../ui/toast-region.tsx';
import { OUTSIDE, pageAt } from './pages.ts';
import { LanguageMenu, ThemeMenu } from './shell/choices.tsx';
import { Opening } from './shell/opening.tsx';
import { Shell } from './shell/shell.tsx';
import { words } from './words.ts';

const SignInAgain = late(() => import('./sign-in/sign-in-again.tsx'));

type State = { state: 'asking' } | { state: 'open'; isSetUpOpen: boolean } | { state: 'failed'; cause: unknown };

/** Lets those in who are signed in, and shows the others the door. */
export function Gate(props: RouteSectionProps) {
  const [opening, setOpening] = createSignal<State>({ state: 'asking' });

  async function ask(): Promise<void> {
    setOpening({ state: 'asking' });
    try {
      const [who, setUp] = await Promise.all([trpc.viewer.query(), trpc.auth.setUpState.query(), wordsReady()]);
      if (who === null) leave();
      else enter(who);
      setOpening({ state: 'open', isSetUpOpen: setUp.open });
    } catch (cause) {
      setOpening({ state: 'failed', cause });
    }
  }
  onMount(() => void ask());

  const failed = () => {
    const state = opening();
    return state.state === 'failed' ? failureOf(state.cause) : undefined;
  };
  const isOutside = () => OUTSIDE.some(({ id }) => id === pageAt(props.location.pathname)?.id);
  const door = () => {
    const state = opening();
    if (state.state === 'open' && state.isSetUpOpen) return '/start';
    const { pathname, search } = props.location;
    return pathname === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(pathname + search)}`;
  };

  return (
    <Switch>
      <Match when={failed()}>
        {(failure) => (
          <Bare>
            <h1 class="sr-only">{words().unreachable}</h1>
            <ErrorCard text={words().unreachable} hint={failure().message} onRetry={() => void ask()} />
          </Bare>
        )}
      </Match>
      <Match when={opening().state === 'open' && isOutside()}>
        <Bare>
          <Suspense>{props.children}</Suspense>
        </Bare>
        <ToastRegion />
      </Match>
      <Match when={opening().state === 'open' && viewer() === null}>
        <Navigate href={door()} />
      </Match>
      <Match when={opening().state === 'open' && viewer()}>
        <Shell>{props.children}</Shell>
        <Show when={isSessionOver()}>
          <SignInAgain onFailed={null} />
        </Show>
      </Match>
      <Match when={opening().state === 'asking'}>
        <Show when={isOutside()} fallback={<Opening />}>
          <Bare>
            <SkeletonLines lines={6} />
          </Bare>
        </Show>
      </Match>
    </Switch>
  );
}

/** A page without the frame; of that, only how it speaks and looks can be chosen. */
function Bare(props: { children: JSX.Element }) {
  return (
    <div class="flex min-h-dvh flex-col">
      <header class="flex justify-end px-3 pt-2">
        <LanguageMenu />
        <ThemeMenu />
      </header>
      <main class="mx-auto flex w-full max-w-140 flex-1 flex-col justify-center px-4 pt-2 pb-12">{props.children}</main>
    </div>
  );
}
