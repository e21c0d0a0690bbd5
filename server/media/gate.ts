/**
 * Lets at most `width` pieces of work run at once; the others wait in order. Decoding shares a small pool of threads with
 * every file and every look-up of a name, and must not fill it.
 */
export function createGate(width: number) {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async function through<T>(work: () => Promise<T>): Promise<T> {
    if (running === width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next one in line, so nobody who comes now can take it.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
