/** Milliseconds of work after which whatever else the process has to do has its turn. */
const TURN_MS = 10;

let begun = 0;
let pause: Promise<void> | null = null;

/**
 * To be awaited between pieces of long work that never waits for anything outside, like statements of the database: when this
 * turn of the event loop has lasted a while, the next one comes first. It is one turn for all of the process, so that many
 * pieces of long work side by side hold it up no longer than one does.
 */
export function giveWay(): Promise<void> | null {
  if (pause !== null) return pause;
  if (performance.now() - begun < TURN_MS) return null;
  pause = new Promise((resolve) => {
    setImmediate(() => {
      begun = performance.now();
      pause = null;
      resolve();
    });
  });
  return pause;
}
