import { once } from 'node:events';
import type { ExecutionResult } from 'graphql';
import { afterEach, expect, test, vi } from 'vitest';
import { eventStream } from './event-stream.ts';

afterEach(() => {
  vi.useRealTimers();
});

const answer = (seq: number, text = ''): ExecutionResult => ({ data: { events: { seq, text } } });
const sent = (seq: number): string => `event: next\ndata: {"data":{"events":{"seq":${seq},"text":""}}}\n\n`;

/** Lists that a test gives, and how many of them were asked for. */
function given() {
  const waiting: ((result: IteratorResult<readonly ExecutionResult[], undefined>) => void)[] = [];
  let asked = 0;
  let left = 0;
  return {
    lists: {
      next: () => {
        asked += 1;
        return new Promise<IteratorResult<readonly ExecutionResult[], undefined>>((resolve) => waiting.push(resolve));
      },
    },
    leave: async () => {
      left += 1;
    },
    give: (...value: ExecutionResult[]) => waiting.shift()?.({ value, done: false }),
    end: () => waiting.shift()?.({ value: undefined, done: true }),
    asked: () => asked,
    left: () => left,
  };
}

test('the answers of a list are sent in one piece, and then that there are no more', async () => {
  const { lists, leave, give, end, left } = given();
  const stream = eventStream(lists, leave);
  const pieces: string[] = [];
  stream.on('data', (bytes: Buffer) => pieces.push(bytes.toString()));
  await expect.poll(() => pieces).toEqual([':\n\n']);
  give(answer(1), answer(2));
  await expect.poll(() => pieces.slice(1)).toEqual([sent(1) + sent(2)]);
  give(answer(3));
  await expect.poll(() => pieces.slice(2)).toEqual([sent(3)]);
  end();
  await once(stream, 'close');
  expect(pieces.slice(3)).toEqual(['event: complete\ndata:\n\n']);
  expect(left()).toBe(1);
});

test('a list that many are given is written once', async () => {
  let written = 0;
  const counted = { toJSON: () => ++written };
  const list = [{ data: { counted } }] as unknown as ExecutionResult[];
  const once = async function* () {
    yield list;
  };
  for (let reader = 0; reader < 3; reader += 1) {
    const stream = eventStream(once(), async () => {});
    const text = Buffer.concat(await stream.toArray()).toString();
    expect(text).toContain('data: {"data":{"counted":1}}');
  }
});

test('nothing more is asked for while a reader does not read', async () => {
  const { lists, leave, give, asked } = given();
  const stream = eventStream(lists, leave);
  stream.read(0);
  await expect.poll(asked).toBe(1);
  for (let seq = 1; asked() === seq; seq += 1) {
    give(answer(seq, 'x'.repeat(1_000)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(stream.readableLength).toBeGreaterThanOrEqual(16 * 1024);
  expect(stream.readableLength).toBeLessThan(18 * 1024);
  const before = asked();
  stream.resume();
  await expect.poll(asked).toBe(before + 1);
  stream.destroy();
});

test('answers that are waited for are let go once the reader has left, and what comes then goes nowhere', async () => {
  const { lists, leave, give, left } = given();
  const stream = eventStream(lists, leave);
  stream.resume();
  stream.destroy();
  await once(stream, 'close');
  expect(left()).toBe(1);
  give(answer(1));
});

test('a failure ends the stream without saying that it is complete', async () => {
  const failing = { next: () => Promise.reject(new Error('of the test')) };
  const stream = eventStream(failing, async () => {});
  expect(Buffer.concat(await stream.toArray()).toString()).toBe(':\n\n');
});

test('a failure while the answers are let go is nobody’s', async () => {
  const { lists } = given();
  const stream = eventStream(lists, () => Promise.reject(new Error('of the test')));
  stream.resume().destroy();
  await once(stream, 'close');
  expect(stream.errored).toBe(null);
});

test('a connection is kept open by pings, but not of a reader that does not read, nor after the end', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { lists, leave } = given();
  const open = eventStream(lists, leave);
  const pings: string[] = [];
  open.on('data', (bytes: Buffer) => pings.push(bytes.toString()));
  await expect.poll(() => pings.length).toBe(1);
  vi.advanceTimersByTime(24_000);
  expect(pings).toEqual([':\n\n', ':\n\n', ':\n\n']);
  open.pause();
  vi.advanceTimersByTime(60_000);
  expect(open.readableLength).toBe(3);
  open.destroy();

  const ended = eventStream({ next: () => Promise.reject(new Error('of the test')) }, leave);
  const errors: unknown[] = [];
  ended.on('error', (error) => errors.push(error)).read(0);
  expect(String(ended.read())).toBe(':\n\n');
  await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(60_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors).toEqual([]);
});
