import type { LiveItem, LiveState, Topic } from './types.ts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** Failures in a row after which the server is taken to be away rather than busy. */
const OFFLINE_AFTER = 3;
/** How long a tab that nobody sees keeps the stream. Browsers give all tabs together about six connections. */
const HIDDEN_MS = 60_000;
/** A change of page takes topics away and adds others; it opens the stream once. */
const GATHER_MS = 50;

export interface StreamDeps {
  /** Where the log ends now. Fails when there is no answer; waits while nobody is signed in. */
  position(): Promise<number>;
  /** Opens the stream; returns how to close it. After `onLost` nothing more is told. */
  open(
    wanted: { topics: Topic[]; since: number },
    told: { onOpen(): void; onItem(item: LiveItem): void; onLost(): void },
  ): () => void;
  onState(state: LiveState): void;
  onItem(item: LiveItem): void;
  /** Runs `work` later; returns how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
}

/** The one stream of a tab: it follows the topics that are wanted, and goes on where it was after any break. */
export function createStream({ position, open, onState, onItem, schedule, now }: StreamDeps) {
  let topics: Topic[] = [];
  let opened = '';
  let isPaused = false;
  let isHidden = false;
  let failures = 0;
  /** The last event that is known, and when the stream was last known to be whole. */
  let since: number | null = null;
  let asOf: number | null = null;
  let current: LiveState = { state: 'idle' };
  let close = (): void => {};
  let callOff = (): void => {};
  let callOffHiding = (): void => {};
  /** Tells an attempt that it is no longer the one. */
  let attempt = 0;

  function tell(state: LiveState): void {
    current = state;
    onState(state);
  }

  function stop(): void {
    if (current.state === 'live') asOf = now();
    attempt += 1;
    opened = '';
    callOff();
    close();
    close = () => {};
  }

  function settle(): void {
    const key = topics.join();
    if (isPaused || isHidden || key === '') {
      stop();
      tell(key === '' ? { state: 'idle' } : { state: 'paused', by: isPaused ? 'operator' : 'hidden', asOf });
    } else if (key !== opened) {
      stop();
      opened = key;
      void start(attempt);
    }
  }

  async function start(mine: number): Promise<void> {
    // Another page wants other topics: that is no break.
    if (current.state !== 'live') tell(failures === 0 ? { state: 'connecting' } : lostState());
    try {
      const latest = await position();
      if (mine !== attempt) return;
      since ??= latest;
    } catch {
      if (mine === attempt) lost();
      return;
    }
    close = open(
      { topics, since },
      {
        onOpen() {
          if (mine !== attempt) return;
          failures = 0;
          tell({ state: 'live' });
        },
        onItem(item) {
          if (mine !== attempt) return;
          since = item.seq;
          onItem(item);
        },
        onLost: () => {
          if (mine === attempt) lost();
        },
      },
    );
  }

  function lost(): void {
    stop();
    failures += 1;
    tell(lostState());
    callOff = schedule(settle, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)));
  }

  const lostState = (): LiveState => ({ state: failures >= OFFLINE_AFTER ? 'offline' : 'reconnecting', asOf });

  return {
    want(wanted: Iterable<Topic>): void {
      topics = [...new Set(wanted)].sort();
      if (topics.join() === opened) return;
      callOff();
      callOff = schedule(settle, GATHER_MS);
    },
    pause(): void {
      isPaused = true;
      settle();
    },
    resume(): void {
      isPaused = false;
      failures = 0;
      settle();
    },
    /** Whether anybody can see the tab. */
    seen(isSeen: boolean): void {
      callOffHiding();
      if (isSeen) {
        isHidden = false;
        settle();
      } else {
        callOffHiding = schedule(() => {
          isHidden = true;
          settle();
        }, HIDDEN_MS);
      }
    },
    /** The network or the server is known to be back: no need to wait for the next attempt. */
    tryNow(): void {
      if (opened === '' && ['reconnecting', 'offline'].includes(current.state)) settle();
    },
  };
}
