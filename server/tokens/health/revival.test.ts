import { expect, test } from 'vitest';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { createDueQueue } from '../due-queue.ts';
import type { Roster } from '../roster.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createRevival } from './revival.ts';

/** Accounts of which all are asked of an upstream that works or does not; time passes second by second. */
function startAccounts(count: number) {
  const clock = createManualClock();
  const log = { error: (fields: object) => expect.unreachable(JSON.stringify(fields)) } as never;
  const due = createDueQueue({ ...clock, concurrency: Number.POSITIVE_INFINITY, log });
  const tokens = new Map<number, Token>();
  let tell: (token: Token, previous: Token | null) => void = () => {};
  const change = (id: number, patch: Partial<Token>) => {
    const previous = tokens.get(id) as Token;
    tokens.set(id, { ...previous, ...patch });
    tell(tokens.get(id) as Token, previous);
  };
  for (let id = 1; id <= count; id += 1) {
    const sound = { id, upstream: 'flow', enabled: true, status: 'active', consecutiveErrors: 0, statusReason: null };
    tokens.set(id, { ...sound, sessionTokenHash: `hash ${id}` } as Token);
  }
  const upstream = { works: false, asked: [] as number[] };
  const roster = {
    all: () => tokens.values(),
    get: (id: number) => tokens.get(id),
    accessTokenOf: () => 'access',
    onRemoved: () => () => {},
    onChange(listener: typeof tell) {
      tell = listener;
      return () => {};
    },
    async update(id: number, patch: Partial<Token>) {
      change(id, patch);
    },
  } as unknown as Roster;
  const revival = createRevival({
    ...{ roster, due, now: clock.now, random: () => 0, log: { info: () => {} } },
    refresher: {
      async refresh(id: number) {
        upstream.asked.push(id);
        if (!upstream.works) throw new ServiceError('token_unauthorized', 'Google refused the account.');
      },
    } as never,
    flowOf: () => ({ credits: async () => ({}) }) as never,
  });
  revival.start();
  return {
    upstream,
    /** Seconds until it may be known that an account works again; null when that is not soon. */
    nextTryIn(id: number): number | null {
      const at = revival.nextTryOf(tokens.get(id) as Token);
      return at === null ? null : (at - clock.now()) / 1_000;
    },
    lose: (id: number) => change(id, { status: 'disabled', consecutiveErrors: 3 }),
    out: () => [...tokens.values()].filter(({ status }) => status !== 'active').length,
    async pass(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second += 1) {
        clock.advance(1_000);
        for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
      }
    },
  };
}

test.each([3, 50])(
  'an outage that looks like the fault of %d accounts is over for all within seconds of its end',
  async (count) => {
    const accounts = startAccounts(count);
    for (let id = 1; id <= count; id += 1) accounts.lose(id);
    await accounts.pass(40);
    // A few of them find out, however many were lost.
    expect(new Set(accounts.upstream.asked).size).toBe(3);
    await accounts.pass(35);
    expect(accounts.out()).toBe(count);
    accounts.upstream.works = true;
    await accounts.pass(25);
    expect(accounts.out()).toBe(0);
  },
);

test('a lone account is asked again soon as well, since nobody else is left to serve', async () => {
  const accounts = startAccounts(1);
  accounts.lose(1);
  await accounts.pass(75);
  accounts.upstream.works = true;
  await accounts.pass(20);
  expect(accounts.out()).toBe(0);
});

test('one of many that is out for itself is asked ever more rarely, and so are those whose outage does not end', async () => {
  const single = startAccounts(10);
  single.lose(1);
  await single.pass(3_600);
  expect(single.upstream.asked.length).toBeLessThanOrEqual(5);
  const all = startAccounts(3);
  for (let id = 1; id <= 3; id += 1) all.lose(id);
  await all.pass(3_600);
  const inFirstHour = all.upstream.asked.length;
  await all.pass(3_600);
  expect(all.upstream.asked.length - inFirstHour).toBeLessThanOrEqual(6);
});

test('the next try is told while it is soon: of those who may have been lost to an outage, and at first of any other', async () => {
  const accounts = startAccounts(50);
  expect(accounts.nextTryIn(1)).toBeNull();
  accounts.lose(1);
  expect(accounts.nextTryIn(1)).toBe(60);
  for (let id = 2; id <= 50; id += 1) accounts.lose(id);
  // Whoever is no scout comes back with the first of them.
  expect([accounts.nextTryIn(1), accounts.nextTryIn(50)]).toEqual([5, 5]);
  await accounts.pass(60);
  expect(accounts.nextTryIn(50)).toBeLessThanOrEqual(15);
  await accounts.pass(21 * 60);
  expect(accounts.nextTryIn(1)).toBeNull();
});
