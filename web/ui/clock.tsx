import { type Accessor, createContext, createSignal, type JSX, onCleanup, useContext } from 'solid-js';

type ReadTime = () => number;

const Clock = createContext<ReadTime>(Date.now);

/** Gives the parts below another clock than the system's: the server's, or that of a test. */
export function ClockProvider(props: { now: ReadTime; children: JSX.Element }) {
  return <Clock.Provider value={() => props.now()}>{props.children}</Clock.Provider>;
}

const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all that counts on the page, and none when nothing does. */
function watch(tick: () => void): () => void {
  watchers.add(tick);
  timer ??= setInterval(() => {
    for (const each of watchers) each();
  }, 1_000);
  return () => {
    watchers.delete(tick);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in Unix milliseconds, read again every second. */
export function useNow(): Accessor<number> {
  const read = useContext(Clock);
  const [now, setNow] = createSignal(read());
  onCleanup(watch(() => setNow(read())));
  return now;
}
