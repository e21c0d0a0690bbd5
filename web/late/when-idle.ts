/** How long the page is left alone before each part. */
const PAUSE_MS = 500;

const waiting: (() => Promise<unknown>)[] = [];
let wake = (): void => {};

/**
 * Has a part loaded once the page is at rest, in the order in which they are named. That it fails costs nothing: it is loaded
 * again when it is shown.
 */
export function comesWhenIdle(load: () => Promise<unknown>): void {
  waiting.push(load);
  wake();
}

/**
 * Loads what waits, and what will, one by one while the browser is idle and the page itself waits for nothing: what the
 * operator looks at comes first. Returns how to stop.
 */
export function loadWhenIdle(isPageWaiting: () => boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAtWork = false;

  function look(): void {
    if (isPageWaiting()) pause();
    else whenIdle(() => void next());
  }
  async function next(): Promise<void> {
    await waiting
      .shift()?.()
      .catch(() => {});
    isAtWork = false;
    wake();
  }
  function pause(): void {
    timer = setTimeout(look, PAUSE_MS);
  }
  wake = () => {
    if (isAtWork || waiting.length === 0) return;
    isAtWork = true;
    pause();
  };
  wake();
  return () => {
    clearTimeout(timer);
    wake = () => {};
  };
}

/** Safari has no such thing. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work);
  else work();
}
