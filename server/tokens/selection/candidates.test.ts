import { expect, test } from 'vitest';
import { createCandidates } from './candidates.ts';
import type { Standing } from './standing.ts';
import type { Strategy } from './strategies.ts';

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

/** Takes and gives back jobs the way the pool does. Tokens are numbered from 1. */
function candidatesOf(standings: readonly Standing[], strategy: Strategy = 'least_busy') {
  const setting = { strategy, random: 0 };
  const candidates = createCandidates({ strategy: () => setting.strategy, random: () => setting.random });
  const now = new Map(standings.map((each, index) => [index + 1, { ...each }]));
  for (const [id, each] of now) candidates.put(id, each);
  const move = (id: number, jobs: number, price: number) => {
    const mine = now.get(id) as Standing;
    mine.inFlight += jobs;
    mine.reserved += jobs * price;
    candidates.busy(id, mine.inFlight, mine.reserved);
  };
  return {
    candidates,
    setting,
    take(price = 0, exclude = NOBODY) {
      const chosen = candidates.choose(want(price), exclude);
      if (chosen === null) return null;
      candidates.used(chosen.id);
      move(chosen.id, 1, price);
      return chosen.id;
    },
    giveBack: (id: number, price = 0) => move(id, -1, price),
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

test('least_busy takes turns among those with the fewest jobs, and says so', () => {
  const { take, giveBack, candidates } = candidatesOf([standing(), standing(), standing()]);
  expect([take(), take(), take()]).toEqual([1, 2, 3]);
  expect(candidates.choose(want(), NOBODY)).toEqual({ id: 1, by: 'fewest jobs running (1), used longest ago' });
  giveBack(2);
  expect([take(), take(), take()]).toEqual([2, 1, 3]);
});

test('one that just gave its slot back waits until the others had their turn', () => {
  const { take, giveBack } = candidatesOf([standing(), standing(), standing()]);
  const turns = Array.from({ length: 6 }, () => {
    const id = take() as number;
    giveBack(id);
    return id;
  });
  expect(turns).toEqual([1, 2, 3, 1, 2, 3]);
});

test('round_robin takes turns whatever each of them runs', () => {
  const busy = standing({ inFlight: 3, slots: -1 });
  const { take, giveBack, candidates } = candidatesOf(
    [standing({ slots: -1 }), busy, standing({ slots: 1 })],
    'round_robin',
  );
  expect(candidates.choose(want(), NOBODY)?.by).toBe('used longest ago');
  expect([take(), take(), take(), take(), take()]).toEqual([1, 2, 3, 1, 2]);
  giveBack(3);
  expect([take(), take(), take(), take()]).toEqual([1, 2, 3, 1]);
});

test('most_credits takes the one with most left, less what is set aside for running jobs', () => {
  const { take, giveBack, candidates } = candidatesOf(
    [standing({ credits: 90 }), standing({ credits: 150, reserved: 10 }), standing({ credits: 100 })],
    'most_credits',
  );
  expect(candidates.choose(want(), NOBODY)).toEqual({ id: 2, by: 'most credits left (140)' });
  expect([take(50), take(50), take(50), take(50)]).toEqual([2, 3, 1, 2]);
  giveBack(3, 50);
  expect(take(50)).toBe(3);
});

test('random draws among all the free ones of all tiers alike', () => {
  const { candidates, setting } = candidatesOf(
    Array.from({ length: 3 }, () => standing()),
    'random',
  );
  candidates.put(4, standing({ group: 'pro' }));
  candidates.put(5, standing({ slots: 1, inFlight: 1 }));
  const wants = [...want(), ...want(0, 'pro')];
  const drawn = (random: number, exclude = NOBODY) => {
    setting.random = random;
    return candidates.choose(wants, exclude);
  };
  expect(drawn(0)).toEqual({ id: 1, by: 'drawn by lot' });
  expect([0, 0.25, 0.5, 0.75, 0.999].map((random) => drawn(random)?.id)).toEqual([1, 2, 3, 4, 4]);
  // Chance that insists on an excluded one is overruled: one of the others is drawn.
  expect([0, 0.25, 0.4, 0.5].map((random) => drawn(random, new Set([2]))?.id)).toEqual([1, 1, 3, 3]);
  expect(drawn(0.5, new Set([1, 2, 3, 4]))).toBe(null);
});

test('equally busy tokens of different tiers take turns too', () => {
  const { candidates } = candidatesOf([standing({ group: 'free' }), standing({ group: 'pro' })]);
  const wants = [...want(0, 'free'), ...want(0, 'pro')];
  const turns = Array.from({ length: 4 }, () => {
    const { id } = candidates.choose(wants, NOBODY) as { id: number };
    candidates.used(id);
    return id;
  });
  expect(turns).toEqual([1, 2, 1, 2]);
});

test('a strategy that is changed holds from the next choice, for those who were in before', () => {
  const { take, setting } = candidatesOf([
    standing({ credits: 50 }),
    standing({ credits: 90 }),
    standing({ credits: 70 }),
  ]);
  expect(take()).toBe(1);
  setting.strategy = 'most_credits';
  expect([take(), take()]).toEqual([2, 2]);
  setting.strategy = 'round_robin';
  expect([take(), take(), take()]).toEqual([3, 1, 2]);
  setting.strategy = 'least_busy';
  expect(take()).toBe(3);
});

test('slots are never exceeded; -1 has no limit', () => {
  const { take } = candidatesOf([standing({ slots: 2 })]);
  expect([take(), take(), take()]).toEqual([1, 1, null]);
  const unlimited = candidatesOf([standing({ slots: -1 })]);
  for (let job = 0; job < 50; job += 1) expect(unlimited.take()).toBe(1);
});

test('one that cannot pay is not chosen and not waited for; one whose credits are set aside is waited for', () => {
  const { candidates } = candidatesOf([standing({ credits: 10 }), standing({ credits: 30, reserved: 20 })]);
  expect(candidates.choose(want(20), NOBODY)).toBe(null);
  expect(candidates.waiting(want(20), NOBODY)).toEqual({ slots: 0, credits: 1 });
  expect(candidates.choose(want(10), NOBODY)?.id).toBe(1);
  expect(candidates.waiting(want(50), NOBODY)).toEqual({ slots: 0, credits: 0 });
});

test('excluded tokens are neither chosen nor waited for', () => {
  const full = standing({ slots: 1, inFlight: 1 });
  const { candidates } = candidatesOf([standing(), full, full]);
  expect(candidates.choose(want(), new Set([1]))).toBe(null);
  expect(candidates.waiting(want(), new Set([1]))).toEqual({ slots: 2, credits: 0 });
  expect(candidates.waiting(want(), new Set([1, 2]))).toEqual({ slots: 1, credits: 0 });
  expect(candidates.waiting(want(), new Set([1, 2, 3]))).toEqual({ slots: 0, credits: 0 });
});

test('one that is limited for a model serves every other model, until the limit ends', () => {
  const limited = standing({ limitedModels: new Set(['veo']) });
  const { candidates } = candidatesOf([limited, standing({ inFlight: 1 })]);
  const chosen = (model?: string) =>
    candidates.choose([{ group: 'g', price: 20, ...(model && { model }) }], NOBODY)?.id;
  expect([chosen('veo'), chosen('imagen'), chosen()]).toEqual([2, 1, 1]);
  candidates.put(2, limited);
  expect([chosen('veo'), chosen('imagen')]).toEqual([undefined, 1]);
  expect(candidates.waiting([{ group: 'g', price: 20, model: 'veo' }], NOBODY)).toEqual({ slots: 0, credits: 0 });
  candidates.put(1, standing());
  candidates.put(2, standing());
  candidates.put(3, standing({ credits: 0, limitedModels: new Set(['imagen']) }));
  expect([chosen('veo'), chosen('imagen')]).toEqual([1, 1]);
});

test('one that came after the last limit for a model had ended can leave', () => {
  const { candidates } = candidatesOf([standing({ limitedModels: new Set(['veo']) })]);
  const chosen = (model?: string) => candidates.choose([{ group: 'g', price: 0, ...(model && { model }) }], NOBODY)?.id;
  expect([chosen('veo'), chosen()]).toEqual([undefined, 1]);
  candidates.put(1, standing());
  candidates.put(2, standing());
  expect([chosen('veo'), chosen()]).toEqual([1, 1]);
  candidates.put(2, null, { group: 'g', reason: 'signed out' });
  candidates.put(1, null);
  expect([chosen('veo'), chosen()]).toEqual([undefined, undefined]);
});

test('a token that leaves, changes its tier or comes back is found where it is now', () => {
  const { candidates } = candidatesOf([standing()]);
  const chosen = (group: string) => candidates.choose(want(0, group), NOBODY)?.id ?? null;
  expect(chosen('g')).toBe(1);
  candidates.put(1, standing({ group: 'other' }));
  expect([chosen('g'), chosen('other')]).toEqual([null, 1]);
  candidates.put(1, null, { group: 'other', reason: 'signed out' });
  expect(chosen('other')).toBe(null);
  expect(candidates.size('other')).toBe(0);
  expect(candidates.census(want(0, 'other'), NOBODY).passedOver).toEqual([
    { reason: 'signed out', count: 1, ids: [1] },
  ]);
  candidates.put(1, null);
  expect(candidates.census(want(0, 'other'), NOBODY)).toEqual({ candidates: 0, passedOver: [] });
  candidates.busy(1, 1, 0);
  candidates.used(1);
  candidates.put(1, standing());
  expect([chosen('g'), chosen('other')]).toEqual([1, null]);
});

test('one that rested is not taken for one that was never used', () => {
  const { candidates, take, giveBack } = candidatesOf([standing(), standing()], 'round_robin');
  candidates.put(3, standing({ group: 'pro' }));
  candidates.used(3);
  for (const id of [take(), take()] as number[]) giveBack(id);
  candidates.used(3);
  candidates.put(3, null, { group: 'pro', reason: 'resting' });
  candidates.put(3, standing({ group: 'pro' }));
  expect(candidates.choose([...want(), ...want(0, 'pro')], NOBODY)?.id).toBe(1);
});

test('a census counts everybody once: who could be chosen, and the rest by reason with the first three of each', () => {
  const limitedModels = new Set(['veo']);
  const { candidates } = candidatesOf([
    standing(),
    standing({ inFlight: 4 }),
    standing({ inFlight: 4 }),
    standing({ reserved: 90 }),
    ...Array.from({ length: 5 }, () => standing({ credits: 19 })),
    standing({ limitedModels, credits: 0, inFlight: 4 }),
    standing(),
  ]);
  candidates.put(12, standing({ group: 'free' }));
  candidates.put(13, null, { group: 'free', reason: 'signed out' });
  candidates.put(14, null, { group: 'g', reason: 'signed out' });
  candidates.put(15, null, { group: 'g', reason: 'resting' });
  candidates.put(16, standing({ group: 'of another upstream' }));
  const census = candidates.census([{ group: 'g', price: 20, model: 'veo' }], new Set([11, 3, 15, 12, 99]), [
    { group: 'free', reason: 'needs tier Pro' },
    { group: 'ultra', reason: 'needs tier Pro' },
  ]);
  expect(census).toEqual({
    candidates: 1,
    passedOver: [
      { reason: 'not enough credits (needs 20)', count: 5, ids: [5, 6, 7] },
      { reason: 'already tried for this request', count: 2, ids: [11, 3] },
      { reason: 'signed out', count: 2, ids: [14, 13] },
      { reason: 'limited for this model', count: 1, ids: [10] },
      { reason: 'no free slot', count: 1, ids: [2] },
      { reason: 'credits set aside for running jobs', count: 1, ids: [4] },
      { reason: 'needs tier Pro', count: 1, ids: [12] },
      { reason: 'resting', count: 1, ids: [15] },
    ],
  });
});

const STRATEGIES = ['least_busy', 'round_robin', 'most_credits'] as const;

test.each(STRATEGIES)(
  '%s looks at one token however many there are, and at few more when some are excluded',
  (strategy) => {
    const others = [{ credits: 5 }, { inFlight: 4 }, { reserved: 100 }, { inFlight: 2, credits: 50 }];
    for (const size of [10, 10_000]) {
      const standings = Array.from({ length: size }, (_, index) => standing(index < size - 2 ? others[index % 4] : {}));
      const { candidates, take, giveBack } = candidatesOf(standings, strategy);
      const looks = new Looks();
      for (let choice = 0; choice < 100; choice += 1) giveBack(take(20, looks) as number, 20);
      expect(looks.count).toBe(100);

      const first = candidates.choose(want(20), NOBODY)?.id as number;
      const excluding = new Looks([first]);
      expect(candidates.choose(want(20), excluding)).not.toBe(null);
      expect(excluding.count).toBe(2);
      const counting = new Looks([first]);
      candidates.waiting(want(20), counting);
      candidates.census(want(20), counting);
      expect(counting.count).toBeLessThan(20);
    }
  },
);

test('an answer that nobody is free looks at nobody, however many are busy', () => {
  const { candidates } = candidatesOf(Array.from({ length: 10_000 }, () => standing({ inFlight: 4 })));
  const looks = new Looks();
  expect(candidates.choose(want(), looks)).toBe(null);
  expect(candidates.waiting(want(), looks)).toEqual({ slots: 10_000, credits: 0 });
  expect(looks.count).toBe(0);
});
