/** A tab that nobody sees paints no frames; it takes what comes at this pace. */
const HIDDEN_MS = 1_000;

/** Gathers what comes and hands it on together, once in a frame: fifty events in a second are one repaint each frame at most. */
export function inFrames<T>(deliver: (items: T[]) => void): (item: T) => void {
  let waiting: T[] = [];
  function flush(): void {
    const items = waiting;
    waiting = [];
    deliver(items);
  }
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    if (document.visibilityState === 'visible') requestAnimationFrame(flush);
    else setTimeout(flush, HIDDEN_MS);
  };
}
