import { createSignal, onCleanup } from 'solid-js';
import { trpc, whenAnswered } from '../client.ts';
import { failureOf } from '../errors.ts';
import { queryClient } from '../query-client.ts';
import { inFrames } from './in-frames.ts';
import { createStream } from './stream.ts';
import type { EventOf, LiveEvent, LiveItem, LiveState, Topic } from './types.ts';

interface Listener {
  topics: readonly Topic[];
  onEvents(events: LiveEvent[]): void;
  onGap(): void;
}

const [liveState, setLiveState] = createSignal<LiveState>({ state: 'idle' });
const listeners = new Set<Listener>();
const deliver = inFrames<LiveItem>(tellListeners);

/** How the stream is, for the top bar and for numbers that have grown old. */
export { liveState };

/** Whether the stream is lost, so that what is shown may no longer be so. */
export const isStale = (): boolean => ['reconnecting', 'offline'].includes(liveState().state);

const stream = createStream({
  position: async () => (await trpc.live.position.query()).seq,
  open({ topics, since }, { onOpen, onItem, onLost }) {
    const subscription = trpc.live.events.subscribe(
      { topics, since },
      {
        onStarted: onOpen,
        onData: ({ data }) => onItem(data),
        // The browser would try again every three seconds for ever: we wait longer each time, and say so.
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error !== null) onLost();
        },
        onError: onLost,
        onComplete: onLost,
      },
    );
    return () => subscription.unsubscribe();
  },
  onState(state) {
    setLiveState(state);
    if (state.state === 'live') askAgain();
  },
  onItem: deliver,
  schedule(work, delayMs) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
  now: Date.now,
});

document.addEventListener('visibilitychange', () => stream.seen(document.visibilityState === 'visible'));
addEventListener('online', stream.tryNow);
whenAnswered(stream.tryNow);

/** What failed while the server was away is asked for again. */
function askAgain(): void {
  const isMissed = (cause: unknown) => cause !== null && failureOf(cause).code === 'unreachable';
  void queryClient.refetchQueries({ type: 'active', predicate: ({ state: { error } }) => isMissed(error) });
}

function tellListeners(items: LiveItem[]): void {
  const isGap = items.some(({ kind }) => kind === 'gap');
  for (const listener of [...listeners]) {
    if (isGap) listener.onGap();
    const events = items.flatMap((item) => (item.kind === 'event' ? item.event : []));
    const meant = events.filter(({ type }) => listener.topics.includes(type));
    if (meant.length > 0) listener.onEvents(meant);
  }
}

const follow = (): void => stream.want([...listeners].flatMap(({ topics }) => topics));

/** Stops and resumes what is live, for reading in peace. */
export const pauseLive = stream.pause;
export const resumeLive = stream.resume;

/**
 * Listens to `topics` while the component is there. `onEvents` is given all of one frame together, in their order; `onGap`
 * hears that some were left out, so that what is shown is to be read anew.
 */
export function useTopics<T extends Topic>(
  topics: readonly T[],
  { onEvents, onGap }: { onEvents(events: EventOf<T>[]): void; onGap(): void },
): void {
  const listener: Listener = { topics, onEvents: onEvents as Listener['onEvents'], onGap };
  listeners.add(listener);
  follow();
  onCleanup(() => {
    listeners.delete(listener);
    follow();
  });
}

/** Asks again for these queries when something about the topics happens, at most once in `everyMs`. */
export function useLiveQueries(
  topics: readonly Topic[],
  keys: () => readonly (readonly unknown[])[],
  everyMs = 1_000,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  function refresh(): void {
    timer = undefined;
    last = performance.now();
    for (const queryKey of keys()) void queryClient.invalidateQueries({ queryKey });
  }
  const soon = (): void => {
    timer ??= setTimeout(refresh, Math.max(0, last + everyMs - performance.now()));
  };
  useTopics(topics, { onEvents: soon, onGap: soon });
  onCleanup(() => clearTimeout(timer));
}
