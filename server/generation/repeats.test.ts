import { beforeEach, expect, test } from 'vitest';
import { createRepeats } from './repeats.ts';

const WINDOW_MS = 60_000;
const CALL = { apiKeyId: 'key', fingerprint: 'fox' };
const plain = { idempotencyKey: null, fingerprint: 'fox', isRetry: false };
const retry = { ...plain, isRetry: true };

let at: number;
let windowMs: number;
let joinsHeld: boolean;
let repeats: ReturnType<typeof createRepeats>;
beforeEach(() => {
  at = 1_000;
  windowMs = WINDOW_MS;
  joinsHeld = false;
  repeats = createRepeats({ windowMs: () => windowMs, joinsHeld: () => joinsHeld, now: () => at });
  repeats.begun({ ...CALL, callId: 'first' });
});

test('the same request beside one that waits is a call of its own', () => {
  expect(repeats.join('key', plain)).toBe(null);
});

test('where the setting says so, the same request beside one that waits joins it', () => {
  joinsHeld = true;
  expect(repeats.join('key', plain)).toBe('first');
  for (let caller = 0; caller < 2; caller += 1) repeats.ended('first', true);
  expect(repeats.join('key', plain)).toBe(null);
});

test('the same request after one that was cut off joins it, and only once', () => {
  repeats.ended('first', false);
  expect(repeats.join('key', plain)).toBe('first');
  expect(repeats.join('key', plain)).toBe(null);
});

test('a caller who joined and was cut off as well can join again', () => {
  repeats.ended('first', false);
  repeats.join('key', plain);
  repeats.ended('first', false);
  expect(repeats.join('key', plain)).toBe('first');
});

test('an answered call is joined by nobody but a caller who says that it repeats one', () => {
  repeats.ended('first', true);
  expect(repeats.join('key', plain)).toBe(null);
  expect(repeats.join('key', retry)).toBe('first');
});

test('a caller who says so joins a call that still seems to be waited for', () => {
  expect(repeats.join('key', retry)).toBe('first');
});

test('several calls of the same content that were all cut off are each joined by one', () => {
  repeats.begun({ ...CALL, callId: 'second' });
  for (const id of ['first', 'second']) repeats.ended(id, false);
  expect([repeats.join('key', retry), repeats.join('key', retry)]).toEqual(['first', 'second']);
});

test.each([
  ['another key', 'other', plain],
  ['another request', 'key', { ...plain, fingerprint: 'owl' }],
])('%s joins nothing', (_, key, call) => {
  repeats.ended('first', false);
  expect(repeats.join(key, call)).toBe(null);
});

test('after the window, and with a window of nothing, every call is new', () => {
  repeats.ended('first', false);
  windowMs = 0;
  expect(repeats.join('key', retry)).toBe(null);
  windowMs = WINDOW_MS;
  at += WINDOW_MS;
  expect(repeats.join('key', retry)).toBe(null);
});

test('ten thousand calls are remembered, then the oldest go', () => {
  repeats.ended('first', false);
  for (let index = 0; index < 10_001; index += 1)
    repeats.begun({ apiKeyId: 'key', fingerprint: `f${index}`, callId: `c${index}` });
  expect(repeats.join('key', plain)).toBe(null);
  expect(repeats.join('key', { ...retry, fingerprint: 'f5000' })).toBe('c5000');
});

test('a call that failed and may have been paid for is joined by whoever asks the same, for as long as the window is', () => {
  repeats.lost('first');
  repeats.ended('first', true);
  expect([repeats.join('key', plain), repeats.join('key', plain)]).toEqual(['first', 'first']);
  at += WINDOW_MS / 2;
  expect(repeats.join('key', plain)).toBe('first');
  for (let caller = 0; caller < 3; caller += 1) repeats.ended('first', true);
  at += WINDOW_MS / 2; // from the failure on, however often it was asked for
  expect(repeats.join('key', plain)).toBe(null);
});

test('who comes again after a refusal joins nobody else’s call, once for each refusal', () => {
  repeats.ended('first', true);
  repeats.refused(CALL);
  expect(repeats.join('key', retry)).toBe(null);
  expect(repeats.join('key', retry)).toBe('first');
});

test('a refusal of long ago is not remembered', () => {
  repeats.refused(CALL);
  at += WINDOW_MS;
  repeats.ended('first', true);
  expect(repeats.join('key', retry)).toBe('first');
});

test('a call that was answered is answered, though an earlier connection is noticed to be cut only afterwards', () => {
  repeats.join('key', retry);
  repeats.ended('first', true);
  repeats.ended('first', false);
  expect(repeats.join('key', plain)).toBe(null);
});

test('with ten thousand calls of the same content a look finds the right one, and no later than with ten', () => {
  const timeOf = (looks: number): number => {
    const begun = performance.now();
    for (let look = 0; look < looks; look += 1) repeats.join('key', plain);
    return performance.now() - begun;
  };
  for (let index = 0; index < 10; index += 1) repeats.begun({ ...CALL, callId: `some-${index}` });
  timeOf(2_000); // until the code is compiled
  const few = timeOf(2_000);
  for (let index = 0; index < 9_000; index += 1) {
    repeats.begun({ ...CALL, callId: `more-${index}` });
    repeats.ended(`more-${index}`, true);
  }
  expect(timeOf(2_000)).toBeLessThan(50 * few + 50);
  repeats.ended('some-7', false);
  expect(repeats.join('key', plain)).toBe('some-7');
});
