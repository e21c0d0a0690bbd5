import { createSignal } from 'solid-js';
import type { Outputs } from './types.ts';

export type Viewer = NonNullable<Outputs['viewer']>;

/** Who is signed in: null for nobody, undefined until the server was asked. */
const [viewer, setViewer] = createSignal<Viewer | null>();
/** Whether the session has ended beneath an open page, which waits for a new one. */
const [isSessionOver, setSessionOver] = createSignal(false);
/** Whoever else has signed in in another tab, and with that in this one: it goes on only when it is told to. */
const [newcomer, setNewcomer] = createSignal<Viewer | null>(null);

export { isSessionOver, newcomer, viewer };

let waiting: PromiseWithResolvers<void> | null = null;

/** All tabs have the same cookie: who signs in in one does so in all. */
const tabs = new BroadcastChannel('flow2api.signed-in');
tabs.onmessage = ({ data }: MessageEvent<Viewer>) => {
  const was = viewer();
  if (was == null) return;
  if (was.id !== data.id) {
    setNewcomer(data);
    setSessionOver(true);
  } else goOn(data);
};

/** Asks for a new session in place, once for all that wait for it. Fails when the operator leaves instead. */
export function signedInAgain(): Promise<void> {
  waiting ??= Promise.withResolvers();
  setSessionOver(true);
  return waiting.promise;
}

/** Somebody has signed in, or is known to be: what waits goes on, here and in other tabs. */
export function enter(who: Viewer): void {
  goOn(who);
  tabs.postMessage(who);
}

function goOn(who: Viewer): void {
  setViewer(who);
  settle();
  waiting?.resolve();
  waiting = null;
}

/** Nobody is signed in. What waits fails with `cause`. */
export function leave(cause: unknown = new Error('signed out')): void {
  setViewer(null);
  settle();
  waiting?.promise.catch(() => {}); // each that waits hears of it; so does nobody
  waiting?.reject(cause);
  waiting = null;
}

function settle(): void {
  setSessionOver(false);
  setNewcomer(null);
}
