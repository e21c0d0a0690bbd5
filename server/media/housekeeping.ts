import type { Swept } from './eviction.ts';

const SWEEP_INTERVAL_MS = 5 * 60_000;

export interface HousekeepingDeps {
  eviction: { sweep(): Promise<Swept>; removeStrays(): Promise<number> };
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
}

/** Runs eviction in the background, one sweep at a time. A failure is logged, and the next sweep tries again. */
export function createHousekeeping({ eviction, log }: HousekeepingDeps) {
  let sweeping: Promise<void> | null = null;
  let tidying: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** Resolves when done; whoever asks during a sweep gets that one. */
  function sweep(): Promise<void> {
    sweeping ??= sweepOnce().finally(() => {
      sweeping = null;
    });
    return sweeping;
  }

  async function sweepOnce(): Promise<void> {
    try {
      const swept = await eviction.sweep();
      if (swept.files > 0) log.info(swept, 'kept files were evicted');
    } catch (cause) {
      log.warn({ err: cause }, 'kept files could not be swept');
    }
  }

  async function tidy(): Promise<void> {
    try {
      const files = await eviction.removeStrays();
      if (files > 0) log.info({ files }, 'files that no record knows were removed');
    } catch (cause) {
      log.warn({ err: cause }, 'files that no record knows could not be removed');
    }
    await sweep();
  }

  return {
    sweep,

    /** Strays once, limits now and every few minutes. */
    start(): void {
      timer = setInterval(() => void sweep(), SWEEP_INTERVAL_MS);
      timer.unref();
      tidying = tidy();
    },

    /** Waits for what is running. */
    async close(): Promise<void> {
      if (timer !== null) clearInterval(timer);
      await Promise.all([tidying, sweeping]);
    },
  };
}
