import { expect, test } from 'vitest';
import { createNaiveCandidates } from '../testing/naive-candidates.ts';
import { createCandidates } from './candidates.ts';
import type { Absence, Standing, Want } from './standing.ts';
import type { Strategy } from './strategies.ts';

const STRATEGIES = ['least_busy', 'round_robin', 'random', 'most_credits'] as const satisfies Strategy[];
const GROUPS = ['free', 'pro', 'ultra'];
const PRICES = [0, 10, 40];
const MODELS = [undefined, 'veo', 'imagen'];
const IDS = 12;
const STEPS = 1_500;

/** Numbers that look random and are the same at every run: the mulberry32 generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Everything that the pool may do, by chance, done to the candidates and to their naive likeness. */
function startPair(seed: number, first: Strategy) {
  const random = seeded(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const setting = { strategy: first };
  const candidates = createCandidates({ strategy: () => setting.strategy, random });
  const naive = createNaiveCandidates({ prices: PRICES, models: MODELS });
  naive.changeStrategy(first);

  const anyStanding = (): Standing => ({
    group: oneOf(GROUPS),
    inFlight: below(3),
    slots: oneOf([-1, 1, 2, 3]),
    credits: oneOf([0, 10, 45, 90]),
    reserved: oneOf([0, 0, 10, 40]),
    ...(below(3) === 0 && { limitedModels: new Set(oneOf([['veo'], ['imagen'], ['veo', 'imagen']])) }),
  });
  const anyAbsence = (): Absence => ({ group: oneOf(GROUPS), reason: oneOf(['signed out', 'resting']) });

  function put(id: number, standing: Standing | null, absence?: Absence): void {
    candidates.put(id, standing, absence);
    naive.put(id, standing, absence);
  }

  function work(id: number, jobs: number, price: number): void {
    const { inFlight, reserved } = naive.standingOf(id) ?? { inFlight: 0, reserved: 0 };
    for (const each of [candidates, naive]) {
      if (jobs > 0) each.used(id);
      each.busy(id, Math.max(inFlight + jobs, 0), Math.max(reserved + jobs * price, 0));
    }
  }

  function take(): void {
    const asked = ask();
    const chosen = candidates.choose(asked.wants, asked.exclude);
    if (chosen !== null) work(chosen.id, 1, asked.wants[0]?.price ?? 0);
  }

  function ask() {
    const model = oneOf(MODELS);
    const served = GROUPS.filter(() => below(3) > 0);
    const wants: Want[] = served.map((group) => ({
      group,
      price: oneOf(PRICES),
      ...(model !== undefined && { model }),
    }));
    const exclude = new Set(Array.from({ length: below(4) }, () => 1 + below(IDS + 1)));
    const others = GROUPS.filter((group) => !served.includes(group)).map((group) => ({
      group,
      reason: 'needs another tier',
    }));
    return { wants, exclude, others: below(4) === 0 ? [] : others };
  }

  function step(): void {
    const id = 1 + below(IDS);
    const chance = below(100);
    if (chance < 45) take();
    else if (chance < 75) work(id, -1, oneOf(PRICES));
    else if (chance < 90) put(id, anyStanding());
    else if (chance < 97) put(id, null, anyAbsence());
    else put(id, null);
  }

  function changeStrategy(): void {
    setting.strategy = oneOf(STRATEGIES);
    // Taken in by the next choice.
    candidates.choose([], new Set());
    naive.changeStrategy(setting.strategy);
  }

  return { candidates, naive, setting, step, ask, changeStrategy };
}

type Pair = ReturnType<typeof startPair>;

/** What the setting promises about the chosen one, given everybody who could have been. */
function expectBest(
  { naive, setting }: Pair,
  { id, by }: { id: number; by: string },
  eligible: number[],
  wants: Want[],
): void {
  const inFlight = (each: number) => naive.standingOf(each)?.inFlight ?? Number.NaN;
  const left = (each: number) => (naive.standingOf(each)?.credits ?? 0) - (naive.standingOf(each)?.reserved ?? 0);
  const expected: Record<Strategy, { by: string; equals: number[] }> = {
    least_busy: {
      by: `fewest jobs running (${Math.min(...eligible.map(inFlight))}), used longest ago`,
      equals: eligible.filter((each) => inFlight(each) === inFlight(id)),
    },
    round_robin: { by: 'used longest ago', equals: eligible },
    random: { by: 'drawn by lot', equals: [] },
    most_credits: {
      by: `most credits left (${Math.max(...eligible.map(left))})`,
      equals: eligible.filter((each) => left(each) === left(id)),
    },
  };
  const { by: reason, equals } = expected[setting.strategy];
  expect(by).toBe(reason);
  if (setting.strategy === 'least_busy') expect(inFlight(id)).toBe(Math.min(...eligible.map(inFlight)));
  if (setting.strategy === 'most_credits') {
    expect(left(id)).toBe(Math.max(...eligible.map(left)));
    expect(naive.usedAt(id)).toBe(Math.min(...equals.map(naive.usedAt)));
  }
  for (const want of wants) expect(equals.filter((each) => naive.comesFirst(each, id, want))).toEqual([]);
}

function expectSame(pair: Pair): void {
  const { candidates, naive } = pair;
  const { wants, exclude, others } = pair.ask();
  const eligible = naive.eligible(wants, exclude);
  const chosen = candidates.choose(wants, exclude);
  if (chosen === null) expect(eligible).toEqual([]);
  else {
    expect(eligible).toContain(chosen.id);
    expectBest(pair, chosen, eligible, wants);
  }

  const reasons = naive.reasons(wants, exclude, others);
  const count = (reason: string) => reasons.get(reason)?.length ?? 0;
  expect(candidates.waiting(wants, exclude)).toEqual({
    slots: count('no free slot'),
    credits: count('credits set aside for running jobs'),
  });
  const now = naive.reasons(wants, new Set(), others);
  const free = [null, 'no free slot', 'credits set aside for running jobs'];
  expect(candidates.couldServe(wants)).toBe(free.some((reason) => now.has(reason)));
  const census = candidates.census(wants, exclude, others);
  expect(census.candidates).toBe(eligible.length);
  reasons.delete(null);
  expect(new Map(census.passedOver.map((each) => [each.reason, each.count]))).toEqual(
    new Map([...reasons].map(([reason, ids]) => [reason, ids.length])),
  );
  for (const { reason, ids } of census.passedOver) {
    expect(new Set(ids).size).toBe(Math.min(count(reason), 3));
    expect(reasons.get(reason)).toEqual(expect.arrayContaining([...ids]));
  }
}

test.each(STRATEGIES)('whatever happens, %s chooses and counts as if it looked at everybody', (strategy) => {
  for (const seed of [1, 2, 3]) {
    const pair = startPair(seed, strategy);
    for (let step = 0; step < STEPS; step += 1) {
      pair.step();
      expectSame(pair);
    }
  }
});

test('the same holds while the strategy changes', () => {
  const pair = startPair(4, 'least_busy');
  for (let step = 0; step < STEPS; step += 1) {
    if (step % 25 === 0) pair.changeStrategy();
    pair.step();
    expectSame(pair);
  }
});

test('nobody is likelier than others to be drawn, excluded ones aside', () => {
  const candidates = createCandidates({ strategy: () => 'random', random: seeded(5) });
  for (let id = 1; id <= 8; id += 1) {
    candidates.put(id, { group: id < 4 ? 'free' : 'pro', inFlight: id % 3, slots: -1, credits: 9 * id, reserved: 0 });
  }
  const wants = ['free', 'pro'].map((group) => ({ group, price: 0 }));
  const drawn = new Map<number, number>();
  for (let draw = 0; draw < 6_000; draw += 1) {
    const { id } = candidates.choose(wants, new Set([2, 8])) as { id: number };
    drawn.set(id, (drawn.get(id) ?? 0) + 1);
  }
  expect([...drawn.keys()].sort()).toEqual([1, 3, 4, 5, 6, 7]);
  for (const count of drawn.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
