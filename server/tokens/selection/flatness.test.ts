import { expect, test } from 'vitest';
import { createCandidates } from './candidates.ts';
import type { Standing } from './standing.ts';
import type { Strategy } from './strategies.ts';

const GROUPS = ['free', 'pro', 'ultra'];
const WANTS = GROUPS.map((group, index) => ({ group, price: 10 * index, model: 'veo' }));
const OTHERS = [{ group: 'trial', reason: 'needs another tier' }];
const EXCLUDED = new Set([1]);
const ROUNDS = 21;
const JOBS = 200;
/** What grows with the number of tokens would take a thousand times as long; chance and cold memory stay far below this. */
const MOST = 10;

/** One of every sort: free, busy, full, poor, with credits set aside, limited, absent. */
function standingOf(id: number): Standing | null {
  const sorts: Partial<Standing>[] = [
    {},
    { inFlight: 1 },
    { inFlight: 4 },
    { credits: 5 },
    { reserved: 995 },
    { limitedModels: new Set(['veo']) },
    { group: 'trial' },
  ];
  if (id % 8 === 7) return null;
  return { group: GROUPS[id % 3] ?? '', inFlight: 0, slots: 4, credits: 1_000 + id, reserved: 0, ...sorts[id % 8] };
}

/** Jobs that come and go among so many tokens; each looks at all that a job asks of selection. */
function workAmong(size: number, strategy: Strategy): () => void {
  const candidates = createCandidates({ strategy: () => strategy, random: Math.random });
  const put = (id: number) => candidates.put(id, standingOf(id), { group: 'pro', reason: 'signed out' });
  for (let id = 1; id <= size; id += 1) put(id);
  return () => {
    for (let job = 0; job < JOBS; job += 1) {
      const { id } = candidates.choose(WANTS, EXCLUDED) ?? { id: 0 };
      const { inFlight, reserved } = standingOf(id) ?? { inFlight: 0, reserved: 0 };
      candidates.census(WANTS, EXCLUDED, OTHERS);
      candidates.waiting(WANTS, EXCLUDED);
      candidates.used(id);
      candidates.busy(id, inFlight + 1, reserved + 10);
      put(id);
    }
  };
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const median = (values: number[]): number => values.sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

test.each(['least_busy', 'round_robin', 'random', 'most_credits'] as const)(
  'with %s a job costs selection about the same among 10,000 tokens as among 10',
  (strategy) => {
    const few = workAmong(10, strategy);
    const many = workAmong(10_000, strategy);
    const ratios = Array.from({ length: ROUNDS }, () => timed(many) / timed(few));
    expect(median(ratios)).toBeLessThan(MOST);
  },
);
