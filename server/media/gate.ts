/** Work that takes longer than `ms` gives its place to the next one and goes on without. */
export interface Patience {
  ms: number;
  /** Starts `work` after `delayMs`; returns how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
}

/**
 * Lets at most `width` pieces of work run at once; the others wait in order. Decoding, for one, shares a small pool of threads
 * with every file and every look-up of a name, and must not fill it.
 */
export function createGate(width: number, patience?: Patience) {
  const waiting: (() => void)[] = [];
  let running = 0;

  /** The place goes straight to the next one in line, so nobody who comes now can take it. */
  function passOn(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return async function through<T>(work: () => Promise<T>): Promise<T> {
    if (running === width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    let counts = true;
    const leave = (): void => {
      if (counts) passOn();
      counts = false;
    };
    const callOff = patience?.schedule(leave, patience.ms);
    try {
      return await work();
    } finally {
      callOff?.();
      leave();
    }
  };
}
