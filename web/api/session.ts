import { createSignal } from 'solid-js';
import type { Outputs } from './types.ts';

export type Viewer = NonNullable<Outputs['viewer']>;

/** Who is signed in: null for nobody, undefined until the server was asked. */
const [viewer, setViewer] = createSignal<Viewer | null>();
/** Whether the session has ended beneath an open page, which waits for a new one. */
const [isSessionOver, setSessionOver] = createSignal(false);

export { isSessionOver, viewer };

let waiting: PromiseWithResolvers<void> | null = null;

/** Asks for a new session in place, once for all that wait for it. Fails when the operator leaves instead. */
export function signedInAgain(): Promise<void> {
  waiting ??= Promise.withResolvers();
  setSessionOver(true);
  return waiting.promise;
}

/** Somebody has signed in, or is known to be: what waits goes on. */
export function enter(who: Viewer): void {
  setViewer(who);
  setSessionOver(false);
  waiting?.resolve();
  waiting = null;
}

/** Nobody is signed in. What waits fails with `cause`. */
export function leave(cause: unknown = new Error('signed out')): void {
  setViewer(null);
  setSessionOver(false);
  waiting?.promise.catch(() => {}); // each that waits hears of it; so does nobody
  waiting?.reject(cause);
  waiting = null;
}
