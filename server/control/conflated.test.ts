import { expect, test } from 'vitest';
import { conflated } from './conflated.ts';

/** A source whose items the test sends, and which ends with `signal`. */
function source(signal: AbortSignal) {
  let send = (): void => {};
  async function* items(): AsyncGenerator<number> {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        send = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      if (!signal.aborted) yield 1;
    }
  }
  return { items: items(), send: () => send() };
}

test('the value comes at once, then when something has happened, and the last one is never lost', async () => {
  const abort = new AbortController();
  const { items, send } = source(abort.signal);
  let value = 0;
  const stream = conflated(items, { read: () => value, gapMs: 20 }, abort.signal);
  expect((await stream.next()).value).toBe(0);
  const second = stream.next();
  for (value = 1; value < 5; value += 1) {
    send();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // However many have happened within the gap, it is told once, and as it is then.
  expect((await second).value).toBe(5);
  const third = stream.next();
  abort.abort();
  expect((await third).done).toBe(true);
});

test('a source that fails is heard of', async () => {
  const abort = new AbortController();
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('the log cannot be read');
  }
  const stream = conflated(broken(), { read: () => 1, gapMs: 1 }, abort.signal);
  await expect(
    (async () => {
      for await (const _ of stream);
    })(),
  ).rejects.toThrow('the log cannot be read');
});
