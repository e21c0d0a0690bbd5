import { expect, test, vi } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { FrontEndPage } from '../flow/errors.ts';
import type { OperationRef, OperationStatus } from '../flow/types.ts';
import { createPoller, type PollerDeps } from './poller.ts';

const ref = (name: string): OperationRef => ({ name, sceneId: null, projectId: 'p', shape: 'operations' });
const done: OperationStatus = {
  state: 'succeeded',
  media: { mediaId: 'm', url: null, urlExpiresAt: null, inline: null },
};
const lost = () => new ServiceError('upstream_not_found', 'gone', { outcome: 'refused', upstreamStatus: 404 });
const running: OperationStatus = { state: 'running', upstreamStatus: 'MEDIA_GENERATION_STATUS_ACTIVE' };

/** A poller whose time is moved by hand. */
function pollerWith(answer: (names: string[]) => Map<string, OperationStatus>) {
  const told: unknown[] = [];
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
    onFailing: (tokenId, { code }) => told.push(['failing', tokenId, code]),
    onWorking: (tokenId, failed) => told.push(['working', tokenId, failed]),
    onRefused: (_token, jobId, { code }) => told.push(['refused', jobId, code]),
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
    for (let turn = 0; turn < 9; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return entry?.delayMs;
  };
  const pass = (ms: number): void => {
    time += ms;
  };
  return { poller: createPoller(deps), asked, seen, told, due, next, pass };
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
    if (names.includes('lost')) throw lost();
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

const names30 = Array.from({ length: 30 }, (_, index) => `job-${index}`);

test.each([
  ['a page with 200', new ServiceError('upstream_malformed', 'no JSON', { outcome: 'unknown' })],
  ['refused credentials', new ServiceError('token_unauthorized', 'no', { outcome: 'refused', upstreamStatus: 401 })],
  ['a missing permission', new ServiceError('token_model_denied', 'no', { outcome: 'refused', upstreamStatus: 403 })],
  [
    'a page of a front end',
    new ServiceError('upstream_refused', 'no', { outcome: 'refused', upstreamStatus: 400, cause: new FrontEndPage() }),
  ],
  ['a sign-in that is not found', new ServiceError('upstream_not_found', 'no', { upstreamStatus: 404 })],
  ['throttling', new ServiceError('token_throttled', 'no', { outcome: 'refused', upstreamStatus: 429 })],
  ['an outage', new ServiceError('upstream_unavailable', 'no', { outcome: 'refused', upstreamStatus: 503 })],
])(
  '%s is one failed poll of all, asked again at the next gap and told once when it begins and ends',
  async (_, fault) => {
    let isSick = true;
    const { poller, asked, seen, told, next } = pollerWith((names) => {
      if (isSick) throw fault;
      return new Map(names.map((name) => [name, running]));
    });
    for (const name of names30) poller.follow(1, name, ref(name));
    const gaps = [];
    for (let turn = 0; turn < 5; turn += 1) gaps.push(Math.round((await next()) ?? 0));
    expect(gaps).toEqual([3_000, 3_750, 4_688, 5_859, 7_324]);
    expect(asked.map((names) => names.length)).toEqual(Array(5).fill(30));
    poller.follow(1, 'newcomer', ref('newcomer'));
    isSick = false;
    expect(Math.round((await next()) ?? 0)).toBe(9_155);
    expect(told).toEqual([
      ['failing', 1, fault.code],
      ['working', 1, 5],
    ]);
    expect(seen).toHaveLength(31);
  },
);

test('what is refused alone is told once, asked about seldom, and keeps the others from nothing', async () => {
  const { poller, asked, told, next } = pollerWith((names) => {
    if (names.includes('job-7')) throw lost();
    return new Map(names.map((name) => [name, running]));
  });
  for (const name of names30) poller.follow(1, name, ref(name));
  await next();
  const first = asked.splice(0).length;
  expect(first).toBeLessThanOrEqual(11);
  for (let turn = 0; turn < 60; turn += 1) await next();
  const alone = asked.filter((names) => names.includes('job-7'));
  expect(alone).toEqual(Array(alone.length).fill(['job-7']));
  expect(alone.length).toBeGreaterThanOrEqual(2);
  expect(alone.length).toBeLessThanOrEqual(4);
  expect(asked.length - alone.length).toBe(60);
  expect(told).toEqual([['refused', 'job-7', 'upstream_not_found']]);
});

test('when all are refused the list is divided once, and one call a turn finds out when that is over', async () => {
  let isSick = true;
  const { poller, asked, seen, told, next } = pollerWith((names) => {
    if (isSick) throw lost();
    return new Map(names.map((name) => [name, done]));
  });
  for (const name of names30) poller.follow(1, name, ref(name));
  await next();
  expect(asked.splice(0)).toHaveLength(59);
  for (let turn = 0; turn < 40; turn += 1) await next();
  expect(asked.splice(0).map((names) => names.length)).toEqual(Array(40).fill(1));
  isSick = false;
  await next();
  await next();
  expect(new Set(seen.map(([job]) => job))).toEqual(new Set(names30));
  expect(told).toEqual([
    ['failing', 1, 'upstream_not_found'],
    ['working', 1, 41],
  ]);
});

test('one that is told of again joins the others', async () => {
  let isLost = true;
  const { poller, asked, next } = pollerWith((names) => {
    if (isLost && names.includes('a')) throw lost();
    return new Map(names.map((name) => [name, running]));
  });
  for (const name of ['a', 'b']) poller.follow(1, name, ref(name));
  for (let turn = 0; turn < 3; turn += 1) await next();
  isLost = false;
  for (let turn = 0; turn < 12; turn += 1) await next();
  expect(asked.at(-1)).toEqual(['a', 'b']);
});
