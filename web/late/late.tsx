import { type Component, createSignal, onCleanup, Suspense, splitProps } from 'solid-js';
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
}

/** A part that is loaded when the page is at rest or, at the latest, when it is first asked for. */
export interface LatePart<P extends object> {
  /** Undefined until it has come. */
  now(): Component<P> | undefined;
  /** Resolves once it has come with its words. Rejects when it does not: the next to ask has it tried again. */
  ready(): Promise<void>;
}

/** For who decides alone when it is shown, and what stands there until then; see `late`. */
export function latePart<P extends object>(load: () => Promise<{ default: Component<P> }>): LatePart<P> {
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
  return { now: () => part, ready };
}

/**
 * A dialog, drawer or other part that lies over the page or within it, and is loaded when the page is at rest or at the latest
 * when it is first shown. Unlike `lazy` it fails for itself: the page around it stays as it is, with all that was typed there.
 * Nothing is in its place until it has come with its words.
 */
export function late<P extends object>(load: () => Promise<{ default: Component<P> }>): Component<P & LateProps> {
  const part = latePart(load);
  return (all) => {
    const [own, props] = splitProps(all, ['onFailed']);
    const [shown, setShown] = createSignal(part.now());
    if (shown() === undefined) whenReady(part.ready, () => setShown(() => part.now()), own);
    return (
      <Suspense>
        <Dynamic component={shown()} {...(props as unknown as P)} />
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
    if (isFirst) tellNotLoaded(cause.failed);
    if (own.onFailed !== null) own.onFailed();
    else timer = setTimeout(() => void attempt(false), AGAIN_MS);
  }
  void attempt(true);
}

/** Tells the operator why a part did not come. */
export function tellNotLoaded(cause: unknown): void {
  const { title, renewed, unreachable } = words().notLoaded;
  toast.failed(title, { hint: cause instanceof PartIsGone ? renewed : unreachable });
}
