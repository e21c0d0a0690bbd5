/**
 * A value as it is at first, then anew whenever something has happened, at most once in `gapMs`. Whoever reads slowly gets
 * the newest one, and nothing is kept for them. `source` ends with `signal`.
 */
export async function* conflated<T>(
  source: AsyncIterable<unknown>,
  { read, gapMs }: { read(): T; gapMs: number },
  signal: AbortSignal,
): AsyncGenerator<T> {
  let isNews = true;
  let isOver = false;
  let wake = (): void => {};
  const listening = listen().finally(() => {
    isOver = true;
    wake();
  });
  listening.catch(() => {}); // told below

  async function listen(): Promise<void> {
    for await (const _ of source) {
      isNews = true;
      wake();
    }
  }

  /** Until something has happened, or for a time. */
  function pause(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake = () => {};
        resolve();
      };
      const timer = ms === null ? undefined : setTimeout(done, ms);
      if (ms === null) wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }

  try {
    while (!signal.aborted && !isOver) {
      if (!isNews) {
        await pause(null);
        continue;
      }
      isNews = false;
      yield read();
      if (!signal.aborted) await pause(gapMs);
    }
  } finally {
    await listening;
  }
}
