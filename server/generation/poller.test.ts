import { expect, test, vi } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { OperationRef, OperationStatus } from '../flow/types.ts';
import { createPoller, type PollerDeps } from './poller.ts';

const ref = (name: string): OperationRef => ({ name, sceneId: null, projectId: 'p', shape: 'operations' });
const done: OperationStatus = {
  state: 'succeeded',
  media: { mediaId: 'm', url: null, urlExpiresAt: null, inline: null },
};
const running: OperationStatus = { state: 'running', upstreamStatus: 'MEDIA_GENERATION_STATUS_ACTIVE' };

/** A poller whose time is moved by hand. */
function pollerWith(answer: (names: string[]) => Map<string, OperationStatus>) {
  const due: { work: () => void; delayMs: number; at: number }[] = [];
  let time = 0;
  const asked: string[][] = [];
  const seen: [string, string][] = [];
  const deps: PollerDeps = {
    poll: async (_token, operations) => {
      const names = operations.map((operation) => operation.name);
      asked.push(names);
      return { statuses: answer(names), remainingCredits: null };
    },
    onStatus: (jobId, status) => seen.push([jobId, status.state]),
    onError: () => {},
    gap: () => ({ minMs: 3_000, maxMs: 10_000 }),
    schedule: (work, delayMs) => {
      const entry = { work, delayMs, at: time + delayMs };
      due.push(entry);
      return () => void due.splice(due.indexOf(entry), 1);
    },
    now: () => time,
    random: () => 0.5,
  };
  const next = async () => {
    const entry = due.shift();
    time = entry?.at ?? time;
    entry?.work();
    const calls = asked.length;
    await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(calls));
    await new Promise((resolve) => setImmediate(resolve));
    return entry?.delayMs;
  };
  const pass = (ms: number): void => {
    time += ms;
  };
  return { poller: createPoller(deps), asked, seen, due, next, pass };
}

test('one call carries everything that is open at a token, and the gap grows to its bound', async () => {
  const { poller, asked, next, due } = pollerWith((names) => new Map(names.map((name) => [name, running])));
  poller.follow(1, 'job-a', ref('a'));
  poller.follow(1, 'job-b', ref('b'));
  expect(due).toHaveLength(1);
  const gaps = [];
  for (let turn = 0; turn < 8; turn += 1) gaps.push(Math.round((await next()) ?? 0));
  expect(asked.every((names) => names.join() === 'a,b')).toBe(true);
  expect(gaps.slice(0, 3)).toEqual([3000, 3750, 4688]);
  expect(gaps.at(-1)).toBe(10_000);
});

test('a new job makes the gap small again', async () => {
  const { poller, next, due } = pollerWith(() => new Map());
  poller.follow(1, 'job-a', ref('a'));
  for (let turn = 0; turn < 5; turn += 1) await next();
  poller.follow(1, 'job-b', ref('b'));
  expect(due.map((entry) => entry.delayMs)).toEqual([3000]);
});

test('the end of one makes the gap small again for those that began with it', async () => {
  let first: OperationStatus = running;
  const { poller, next, due } = pollerWith(() => new Map([['a', first]]));
  poller.follow(1, 'job-a', ref('a'));
  poller.follow(1, 'job-b', ref('b'));
  for (let turn = 0; turn < 5; turn += 1) await next();
  first = done;
  await next();
  expect(due.map((entry) => entry.delayMs)).toEqual([3000]);
});

test('an ended operation is told once and not asked for again', async () => {
  const { poller, asked, seen, next, due } = pollerWith(
    (names) => new Map(names.map((n) => [n, n === 'a' ? done : running])),
  );
  poller.follow(1, 'job-a', ref('a'));
  poller.follow(1, 'job-b', ref('b'));
  await next();
  await next();
  expect(seen).toEqual([
    ['job-a', 'succeeded'],
    ['job-b', 'running'],
    ['job-b', 'running'],
  ]);
  expect(asked).toEqual([['a', 'b'], ['b']]);
  expect(due).toHaveLength(1);
});

test('one operation that the upstream does not know does not hide the others', async () => {
  const { poller, seen, next } = pollerWith((names) => {
    if (names.includes('lost')) throw new ServiceError('upstream_not_found', 'gone');
    return new Map(names.map((name) => [name, done]));
  });
  for (const name of ['a', 'b', 'lost', 'c']) poller.follow(1, `job-${name}`, ref(name));
  await next();
  expect(seen.map(([job]) => job).sort()).toEqual(['job-a', 'job-b', 'job-c']);
});

test('steady arrivals do not put the next poll off', async () => {
  const { poller, due, pass } = pollerWith(() => new Map());
  for (let arrival = 0; arrival < 10; arrival += 1) {
    poller.follow(1, `job-${arrival}`, ref(`${arrival}`));
    pass(1_000);
  }
  expect(due.map((entry) => entry.at)).toEqual([3_000]);
});

test('what an answer leaves out counts as running', async () => {
  const { poller, seen, next } = pollerWith(() => new Map());
  poller.follow(1, 'job-a', ref('a'));
  await next();
  expect(seen).toEqual([['job-a', 'running']]);
});

test('two jobs may follow work of the same name', async () => {
  const { poller, seen, next } = pollerWith((names) => new Map(names.map((name) => [name, done])));
  poller.follow(1, 'job-a', ref('same'));
  poller.follow(1, 'job-b', ref('same'));
  await next();
  expect(seen.map(([job]) => job)).toEqual(['job-a', 'job-b']);
});
