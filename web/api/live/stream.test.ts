import { beforeEach, expect, test } from 'vitest';
import { createStream } from './stream.ts';
import type { LiveItem, LiveState, Topic } from './types.ts';

let now: number;
let states: LiveState[];
let items: LiveItem[];
let opened: { topics: Topic[]; since: number; told: Parameters<Parameters<typeof createStream>[0]['open']>[1] }[];
let closed: number;
let timers: { at: number; work: () => void }[];
let positions: (() => Promise<number>)[];
let stream: ReturnType<typeof createStream>;

beforeEach(() => {
  now = 0;
  closed = 0;
  [states, items, opened, timers, positions] = [[], [], [], [], []];
  stream = createStream({
    position: () => (positions.shift() ?? (async () => 7))(),
    open(wanted, told) {
      opened.push({ ...wanted, told });
      return () => {
        closed += 1;
      };
    },
    onState: (state) => void states.push(state),
    onItem: (item) => void items.push(item),
    schedule(work, delayMs) {
      const timer = { at: now + delayMs, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    now: () => now,
  });
});

/** Lets time pass, and what was started end. */
async function after(ms: number): Promise<void> {
  now += ms;
  for (const timer of timers.filter(({ at }) => at <= now)) {
    timers = timers.filter((each) => each !== timer);
    timer.work();
  }
  await new Promise((resolve) => setImmediate(resolve));
}
const gap = (seq: number): LiveItem => ({ kind: 'gap', seq });
const last = () => {
  const stream = opened.at(-1);
  if (stream === undefined) throw new Error('nothing was opened');
  return stream;
};

test('what is wanted opens one stream from where the log ends', async () => {
  stream.want(['token-changed', 'generation-changed', 'token-changed']);
  await after(50);
  expect(opened.map(({ topics, since }) => ({ topics, since }))).toEqual([
    { topics: ['generation-changed', 'token-changed'], since: 7 },
  ]);
  last().told.onOpen();
  expect(states.at(-1)).toEqual({ state: 'live' });
});

test('another page opens it once, after the last event that is known, and is no break', async () => {
  stream.want(['token-changed']);
  await after(50);
  last().told.onOpen();
  last().told.onItem(gap(9));
  stream.want([]);
  stream.want(['request-finished']);
  await after(50);
  expect(last()).toMatchObject({ topics: ['request-finished'], since: 9 });
  expect([opened.length, closed]).toEqual([2, 1]);
  expect(states.at(-1)).toEqual({ state: 'live' });
});

test('a lost stream is opened again later and later, and says as of when what is seen is true', async () => {
  stream.want(['token-changed']);
  await after(50);
  last().told.onOpen();
  now = 1_000;
  last().told.onLost();
  expect(states.at(-1)).toEqual({ state: 'reconnecting', asOf: 1_000 });
  const down = async () => {
    throw new Error('down');
  };
  positions.push(down, down);
  await after(1_000);
  expect(states.at(-1)).toEqual({ state: 'reconnecting', asOf: 1_000 });
  await after(2_000);
  expect(states.at(-1)).toEqual({ state: 'offline', asOf: 1_000 });
  await after(3_999);
  expect(opened).toHaveLength(1);
  await after(1);
  expect(opened).toHaveLength(2);
  last().told.onOpen();
  expect(states.at(-1)).toEqual({ state: 'live' });
});

test('a tab that nobody sees gives its stream back after a minute, and goes on when it is seen', async () => {
  stream.want(['token-changed']);
  await after(50);
  last().told.onOpen();
  stream.seen(false);
  await after(59_000);
  expect(closed).toBe(0);
  await after(1_000);
  expect(closed).toBe(1);
  expect(states.at(-1)).toEqual({ state: 'paused', by: 'hidden', asOf: 60_050 });
  stream.seen(true);
  await after(0);
  expect(opened).toHaveLength(2);
});

test('what is paused stays so until it is resumed, whatever the page wants', async () => {
  stream.want(['token-changed']);
  await after(50);
  stream.pause();
  stream.want(['request-finished']);
  await after(50);
  expect(opened).toHaveLength(1);
  stream.resume();
  await after(0);
  expect(last().topics).toEqual(['request-finished']);
});

test('an older stream is no longer listened to', async () => {
  stream.want(['token-changed']);
  await after(50);
  const [old] = opened;
  stream.want(['request-finished']);
  await after(50);
  old?.told.onItem(gap(99));
  old?.told.onLost();
  expect(items).toEqual([]);
  expect(timers).toEqual([]);
});
