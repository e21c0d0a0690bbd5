import { outageOf } from './outage.ts';

/** Told when writes begin to fail, and when they work again. */
export interface WriteWatcher {
  /** `outage` is a sentence's end, `cause` the error itself. Told again of the same outage every ten minutes at most. */
  failing(outage: string, cause: unknown): void;
  /** `failed` writes were refused since `failing` was told first. */
  working(failed: number): void;
}

/** The same outage is told again only after this time: every write of a busy service fails while the disk is full. */
const TELL_AGAIN_MS = 600_000;

/** Whether the database takes writes, as its last write says. */
export function createWriteHealth({ now }: { now(): number }) {
  let outage: string | null = null;
  let told: { outage: string; at: number } | null = null;
  /** Whether the outage that lasts now was told; the end of one that was not is not told either. */
  let toldThis = false;
  let failed = 0;
  let watcher: WriteWatcher | null = null;

  return {
    /** Why writes fail; null while they work. */
    outage: () => outage,

    watch(told: WriteWatcher): void {
      watcher = told;
    },

    /** Takes a failed write into account, unless the failure has to do with what was written. */
    noteFailure(cause: unknown): void {
      const found = outageOf(cause);
      if (found === null) return;
      outage = found;
      failed += 1;
      if (told !== null && told.outage === found && now() - told.at < TELL_AGAIN_MS) return;
      told = { outage: found, at: now() };
      toldThis = true;
      watcher?.failing(found, cause);
    },

    noteSuccess(): void {
      if (outage === null) return;
      if (toldThis) watcher?.working(failed);
      outage = null;
      toldThis = false;
      failed = 0;
    },
  };
}
