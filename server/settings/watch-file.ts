import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

export interface WatchFileDeps {
  path: string;
  /** Told that the file may be another one. It may be told for nothing. */
  onChange(): void;
  /** Runs `work` after `delayMs`; returns how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
}

/** Editors write in several steps: what was begun is to be finished before anybody looks. */
const SETTLED_MS = 150;
/** For folders that tell nothing, as those that are mounted from another machine. */
const LOOK_ANYWAY_MS = 5_000;

/**
 * Watches the folder of a file, since editors and orchestrators put another file in its place, and looks every few seconds
 * whatever the folder tells. Returns how to end it.
 */
export function watchFile({ path, onChange, schedule }: WatchFileDeps): () => void {
  let watcher: FSWatcher | null = null;
  let callOffSettled: (() => void) | null = null;
  let callOffLook = (): void => {};
  let closed = false;

  function follow(): void {
    if (watcher !== null) return;
    try {
      watcher = watch(dirname(path), { persistent: false }, soon);
      watcher.on('error', giveUp);
    } catch {
      giveUp(); // no such folder yet
    }
  }

  function giveUp(): void {
    watcher?.close();
    watcher = null;
  }

  function soon(): void {
    callOffSettled?.();
    callOffSettled = schedule(() => {
      callOffSettled = null;
      onChange();
    }, SETTLED_MS);
  }

  function look(): void {
    if (closed) return;
    follow();
    onChange();
    callOffLook = schedule(look, LOOK_ANYWAY_MS);
  }

  follow();
  callOffLook = schedule(look, LOOK_ANYWAY_MS);
  return () => {
    closed = true;
    callOffSettled?.();
    callOffLook();
    giveUp();
  };
}
