import { expect, test } from 'vitest';
import { createCandidates, type Standing } from './select.ts';

const standing = (changes: Partial<Standing> = {}): Standing => ({
  group: 'g',
  inFlight: 0,
  slots: 4,
  credits: 100,
  reserved: 0,
  ...changes,
});
const NOBODY = new Set<number>();
const want = (price = 0, group = 'g') => [{ group, price }];

/** Takes and gives back jobs the way the pool does. */
function candidatesOf(...standings: Standing[]) {
  const candidates = createCandidates();
  const now = new Map(standings.map((each, index) => [index + 1, each]));
  for (const [id, each] of now) candidates.put(id, each);
  const move = (id: number, by: number) => {
    const before = now.get(id) as Standing;
    const after = { ...before, inFlight: before.inFlight + by };
    now.set(id, after);
    if (by > 0) candidates.used(id);
    candidates.put(id, after);
  };
  return {
    candidates,
    take(price = 0) {
      const id = candidates.choose(want(price), NOBODY);
      if (id !== null) move(id, 1);
      return id;
    },
    giveBack: (id: number) => move(id, -1),
  };
}

/** An exclusion that counts how many tokens were looked at. */
class Looks extends Set<number> {
  count = 0;
  override has(id: number): boolean {
    this.count += 1;
    return super.has(id);
  }
}

test('work goes to the least busy, and round among those that are equally busy', () => {
  const { take } = candidatesOf(standing(), standing(), standing());
  expect([take(), take(), take()].sort()).toEqual([1, 2, 3]);
  expect([take(), take(), take()].sort()).toEqual([1, 2, 3]);
});

test('one that just gave its slot back waits until the others had their turn', () => {
  const { take, giveBack } = candidatesOf(standing(), standing(), standing());
  const turns = Array.from({ length: 6 }, () => {
    const id = take() as number;
    giveBack(id);
    return id;
  });
  expect(turns).toEqual([1, 2, 3, 1, 2, 3]);
});

test('equally busy tokens of different tiers take turns too', () => {
  const candidates = createCandidates();
  candidates.put(1, standing({ group: 'free' }));
  candidates.put(2, standing({ group: 'pro' }));
  const wants = [...want(0, 'free'), ...want(0, 'pro')];
  const turns = Array.from({ length: 4 }, () => {
    const id = candidates.choose(wants, NOBODY) as number;
    candidates.used(id);
    return id;
  });
  expect(turns).toEqual([1, 2, 1, 2]);
});

test('slots are never exceeded; -1 has no limit', () => {
  const { take } = candidatesOf(standing({ slots: 2 }));
  expect([take(), take(), take()]).toEqual([1, 1, null]);
  const unlimited = candidatesOf(standing({ slots: -1 }));
  for (let job = 0; job < 50; job += 1) expect(unlimited.take()).toBe(1);
});

test('one that cannot pay is not chosen and not waited for; one whose credits are set aside is waited for', () => {
  const { candidates } = candidatesOf(standing({ credits: 10 }), standing({ credits: 30, reserved: 20 }));
  expect(candidates.choose(want(20), NOBODY)).toBe(null);
  expect(candidates.waiting(want(20), NOBODY)).toEqual({ slots: 0, credits: 1 });
  expect(candidates.choose(want(10), NOBODY)).toBe(1);
  expect(candidates.waiting(want(50), NOBODY)).toEqual({ slots: 0, credits: 0 });
});

test('excluded tokens are neither chosen nor waited for', () => {
  const { candidates } = candidatesOf(standing(), standing({ slots: 1, inFlight: 1 }));
  expect(candidates.choose(want(), new Set([1]))).toBe(null);
  expect(candidates.waiting(want(), new Set([1]))).toEqual({ slots: 1, credits: 0 });
  expect(candidates.waiting(want(), new Set([1, 2]))).toEqual({ slots: 0, credits: 0 });
});

test('a token that leaves, changes its tier or comes back is found where it is now', () => {
  const { candidates } = candidatesOf(standing());
  candidates.choose(want(), NOBODY);
  candidates.put(1, standing({ group: 'other' }));
  expect(candidates.choose(want(), NOBODY)).toBe(null);
  expect(candidates.choose(want(0, 'other'), NOBODY)).toBe(1);
  candidates.put(1, null);
  expect(candidates.choose(want(0, 'other'), NOBODY)).toBe(null);
  expect(candidates.size('other')).toBe(0);
  candidates.put(1, standing());
  expect(candidates.choose(want(), NOBODY)).toBe(1);
});

test.each([10, 10_000])('a choice among %i tokens looks at one of them, whatever the others are', (size) => {
  const others = (index: number): Partial<Standing> =>
    [{ credits: 5 }, { inFlight: 4 }, { reserved: 100 }, { inFlight: 2 }][index % 4] ?? {};
  const { candidates } = candidatesOf(
    ...Array.from({ length: size }, (_, index) => standing(index === size - 1 ? {} : others(index))),
  );
  const looks = new Looks();
  for (let choice = 0; choice < 100; choice += 1) {
    const id = candidates.choose(want(20), looks) as number;
    candidates.used(id);
    candidates.put(id, standing());
  }
  expect(looks.count).toBe(100);

  const excluding = new Looks([size]);
  expect(candidates.choose(want(20), excluding)).not.toBe(null);
  expect(excluding.count).toBe(2);
  candidates.waiting(want(20), new Looks());
});

test('an answer that nobody is free costs the same however many are busy', () => {
  for (const size of [10, 10_000]) {
    const { candidates } = candidatesOf(...Array.from({ length: size }, () => standing({ inFlight: 4 })));
    const looks = new Looks();
    expect(candidates.choose(want(), looks)).toBe(null);
    expect(candidates.waiting(want(), looks)).toEqual({ slots: size, credits: 0 });
    expect(looks.count).toBe(1);
  }
});
