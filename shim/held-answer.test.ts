import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openEventStream } from './event-stream.ts';
import { holdAnswer } from './held-answer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

test('the status stays open until the time is up, then blanks follow at their gap', () => {
  const held = response();
  const written = vi.spyOn(held, 'write');
  using answer = holdAnswer(held, { afterMs: 60_000, everyMs: 10_000 });
  vi.advanceTimersByTime(59_999);
  expect(answer.committed).toBe(false);
  vi.advanceTimersByTime(20_001);
  expect(answer.committed).toBe(true);
  expect(written.mock.calls).toEqual([[' '], [' '], [' ']]);
});

test('an answer that failed in time leaves no timer that would write into the error', () => {
  {
    using _answer = holdAnswer(response(), { afterMs: 60_000, everyMs: 10_000 });
  }
  expect(vi.getTimerCount()).toBe(0);
});

test('an answer leaves no timer behind when it is finished', async () => {
  const answer = holdAnswer(response(), { afterMs: 60_000, everyMs: 10_000 });
  vi.advanceTimersByTime(70_000);
  await answer.finish(['{}']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a stream leaves no heartbeat behind', () => {
  {
    using _stream = openEventStream(response(), { heartbeatMs: 10_000 });
    expect(vi.getTimerCount()).toBe(1);
  }
  expect(vi.getTimerCount()).toBe(0);
});
