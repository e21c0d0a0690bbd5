import type { Logger } from 'pino';

/** Starts `work` after `delayMs`; returns how to call it off. */
export type Schedule = (work: () => void, delayMs: number) => () => void;

export interface DueQueueDeps {
  schedule: Schedule;
  now(): number;
  /** Works that may run in the same moment; the rest wait for their turn. */
  concurrency: number;
  log: Pick<Logger, 'error'>;
}

interface Entry {
  key: string;
  at: number;
  work: () => Promise<void>;
}

/** Longest time that one timer is set for: far below what Node's timers can hold. */
const LONGEST_DELAY_MS = 3_600_000;

/** Timers may fire this much early. */
const TIMER_SLACK_MS = 1_000;

export type DueQueue = ReturnType<typeof createDueQueue>;

/**
 * Does each piece of work at its time with one timer for all of them, however many wait. A key has at most one entry:
 * setting it again moves it.
 */
export function createDueQueue({ schedule, now, concurrency, log }: DueQueueDeps) {
  const entries = new Map<string, Entry>();
  const heap = createHeap();
  const running = new Set<Promise<void>>();
  let callOff: (() => void) | null = null;
  let closed = false;

  /** The earliest entry that still stands. Moved and dropped ones stay in the heap until they come up. */
  function next(): Entry | undefined {
    for (let entry = heap.peek(); entry !== undefined; entry = heap.peek()) {
      if (entries.get(entry.key) === entry) return entry;
      heap.pop();
    }
    return undefined;
  }

  function arm(): void {
    callOff?.();
    callOff = null;
    const entry = next();
    if (closed || entry === undefined || running.size >= concurrency) return;
    const from = now();
    const delayMs = Math.min(Math.max(entry.at - from, 0), LONGEST_DELAY_MS);
    callOff = schedule(() => runDue(from + delayMs), delayMs);
  }

  /** `expected` is what the clock should show: a clock that was set back must not put off what is due. */
  function runDue(expected: number): void {
    callOff = null;
    if (now() < expected - TIMER_SLACK_MS) for (const entry of entries.values()) entry.at += now() - expected;
    for (let entry = next(); entry !== undefined && entry.at <= now(); entry = next()) {
      if (running.size >= concurrency) break;
      heap.pop();
      entries.delete(entry.key);
      run(entry);
    }
    arm();
  }

  function run({ key, work }: Entry): void {
    const done = work()
      .catch((error: unknown) => log.error({ err: error, work: key }, 'Background work on a token failed'))
      .finally(() => {
        running.delete(done);
        arm();
      });
    running.add(done);
  }

  return {
    /** Does `work` at `at` (Unix milliseconds), in the background; what it throws is logged. */
    set(key: string, at: number, work: () => Promise<void>): void {
      const entry = { key, at, work };
      entries.set(key, entry);
      heap.push(entry);
      if (next() === entry) arm();
    },
    /** When the work of a key is due; null when it has none waiting. */
    dueAt(key: string): number | null {
      return entries.get(key)?.at ?? null;
    },
    drop(key: string): void {
      entries.delete(key);
    },
    /** Starts nothing more and waits for what runs. */
    async close(): Promise<void> {
      closed = true;
      callOff?.();
      await Promise.all(running);
    },
  };
}

/** A binary heap, earliest first. */
function createHeap() {
  const items: Entry[] = [];
  const at = (index: number): number => items[index]?.at ?? Number.POSITIVE_INFINITY;

  function swap(a: number, b: number): void {
    const [first, second] = [items[a], items[b]];
    if (first === undefined || second === undefined) return;
    items[a] = second;
    items[b] = first;
  }

  function sink(): void {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const child = at(left + 1) < at(left) ? left + 1 : left;
      if (at(child) >= at(index)) return;
      swap(index, child);
      index = child;
    }
  }

  return {
    peek: (): Entry | undefined => items[0],
    push(entry: Entry): void {
      let index = items.push(entry) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && at(parent) > at(index); parent = (index - 1) >> 1) {
        swap(parent, index);
        index = parent;
      }
    },
    pop(): void {
      swap(0, items.length - 1);
      items.pop();
      sink();
    },
  };
}
