import { type Component, createSignal, type JSX, onCleanup, Show, Suspense, splitProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { wordsReady } from '../i18n/language.ts';
import { toast } from '../ui/toast.ts';
import { words } from '../ui/words.ts';
import { PartIsGone } from './files-first.ts';
import { comesWhenIdle } from './when-idle.ts';

/** How long until what nobody can ask for again is tried again. */
const AGAIN_MS = 3_000;

interface LateProps {
  /**
   * It could not be loaded, which the operator has been told: takes back what had it shown, so that it can be asked for again.
   * Null for what shows by itself, which is tried again until it is there.
   */
  onFailed: (() => void) | null;
  /** What is in its place until it has come; nothing when left out. */
  meanwhile?: JSX.Element | undefined;
}

/**
 * A dialog, drawer or other part that lies over the page or within it, and is loaded when the page is at rest or at the latest
 * when it is first shown. Unlike `lazy` it fails for itself: the page around it stays as it is, with all that was typed there.
 * It comes with its words.
 */
export function late<P extends object>(load: () => Promise<{ default: Component<P> }>): Component<P & LateProps> {
  let part: Component<P> | undefined;
  let loading: Promise<void> | undefined;
  const ready = (): Promise<void> => {
    loading ??= comeWithWords(load).then(
      (loaded) => {
        part = loaded;
      },
      (cause) => {
        loading = undefined;
        throw cause;
      },
    );
    return loading;
  };
  comesWhenIdle(ready);

  return (all) => {
    const [own, props] = splitProps(all, ['onFailed', 'meanwhile']);
    const [shown, setShown] = createSignal(part);
    if (part === undefined) whenReady(ready, () => setShown(() => part), own);
    return (
      <Suspense>
        <Show when={shown()} fallback={own.meanwhile}>
          {(component) => <Dynamic component={component()} {...(props as unknown as P)} />}
        </Show>
      </Suspense>
    );
  };
}

async function comeWithWords<P extends object>(load: () => Promise<{ default: Component<P> }>): Promise<Component<P>> {
  const { default: part } = await load();
  await wordsReady();
  return part;
}

/** Shows the part once it is there, or tells that it does not come; unless nobody waits for it any more. */
function whenReady(ready: () => Promise<void>, show: () => void, own: LateProps): void {
  let isWanted = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => {
    isWanted = false;
    clearTimeout(timer);
  });
  async function attempt(isFirst: boolean): Promise<void> {
    const cause = await ready().then(
      () => null,
      (failed: unknown) => ({ failed }),
    );
    if (!isWanted) return;
    if (cause === null) return show();
    if (isFirst) tell(cause.failed);
    if (own.onFailed !== null) own.onFailed();
    else timer = setTimeout(() => void attempt(false), AGAIN_MS);
  }
  void attempt(true);
}

function tell(cause: unknown): void {
  const { title, renewed, unreachable } = words().notLoaded;
  toast.failed(title, { hint: cause instanceof PartIsGone ? renewed : unreachable });
}
