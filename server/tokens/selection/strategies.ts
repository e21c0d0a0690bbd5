import { createHeap, type Heap } from './heap.ts';
import { createLine, type Line } from './line.ts';
import type { Member } from './member.ts';
import type { Keeper } from './spot.ts';
import { createUrn, drawFrom, type Urn } from './urn.ts';

/** The free ones of one lane, as a strategy wants them kept. */
export interface Order {
  /** Who keeps those that stand as this one does. */
  keeperFor(member: Member): Keeper<Member>;
}

/** How the one to take is found among those who could serve. */
interface Way<O extends Order> {
  emptyOrder(): O;
  /** The one to take from several lanes; null when all who are free are excluded. */
  pick(orders: readonly O[], exclude: ReadonlySet<number>, random: () => number): Member | null;
  /** What the winner has over the others, in plain words. */
  by(winner: Member): string;
}

export type Strategy = 'least_busy' | 'round_robin' | 'random' | 'most_credits';

interface Sorted extends Order {
  first(exclude: ReadonlySet<number>): Member | null;
}

/** By jobs in flight; a level is a line, so within it the one that came to it longest ago is first. */
function createLevels(): Sorted {
  const levels: Line<Member>[] = [];
  /** No level below this one has members. */
  let lowest = 0;

  return {
    keeperFor(member) {
      const level = inFlightOf(member);
      while (levels.length <= level) levels.push(createLine());
      lowest = Math.min(lowest, level);
      return levels[level] as Line<Member>;
    },
    first(exclude) {
      while (lowest < levels.length && levels[lowest]?.size === 0) lowest += 1;
      for (let level = lowest; level < levels.length; level += 1) {
        const first = levels[level]?.firstBeside(exclude) ?? null;
        if (first !== null) return first;
      }
      return null;
    },
  };
}

function createSorted(keeper: Line<Member> | Heap<Member>): Sorted {
  return { keeperFor: () => keeper, first: (exclude) => keeper.firstBeside(exclude) };
}

function createDraw(): Order & { urn: Urn<Member> } {
  const urn = createUrn<Member>();
  return { urn, keeperFor: () => urn };
}

/** Every strategy costs the same for 10 tokens as for 10,000, but for the logarithm in keeping them sorted by credits. */
export const WAYS: Record<Strategy, Way<Order>> = {
  least_busy: {
    emptyOrder: createLevels,
    pick: firstBy((one, other) => inFlightOf(one) - inFlightOf(other)),
    by: (winner) => `fewest jobs running (${inFlightOf(winner)}), used longest ago`,
  } satisfies Way<Sorted>,
  round_robin: {
    emptyOrder: () => createSorted(createLine()),
    pick: firstBy(() => 0),
    by: () => 'used longest ago',
  } satisfies Way<Sorted>,
  random: {
    emptyOrder: createDraw,
    pick: (orders, exclude, random) =>
      drawFrom(
        orders.map(({ urn }) => urn),
        exclude,
        random,
      ),
    by: () => 'drawn by lot',
  } satisfies Way<ReturnType<typeof createDraw>>,
  most_credits: {
    emptyOrder: () => createSorted(createHeap((one, other) => goesBefore(one, other, byCredits))),
    pick: firstBy(byCredits),
    by: (winner) => `most credits left (${creditsLeftOf(winner)})`,
  } satisfies Way<Sorted>,
};

type Comparison = (one: Member, other: Member) => number;

function byCredits(one: Member, other: Member): number {
  return creditsLeftOf(other) - creditsLeftOf(one);
}

const inFlightOf = ({ standing }: Member): number => standing?.inFlight ?? 0;
const creditsLeftOf = ({ standing }: Member): number => (standing === null ? 0 : standing.credits - standing.reserved);

/** Among equals the one that was used longest ago goes first. */
function goesBefore(one: Member, other: Member, compare: Comparison): boolean {
  const difference = compare(one, other);
  return difference < 0 || (difference === 0 && one.usedAt < other.usedAt);
}

/** The one that goes before the first of all other lanes. */
function firstBy(compare: Comparison) {
  return (orders: readonly Sorted[], exclude: ReadonlySet<number>): Member | null => {
    let best: Member | null = null;
    for (const order of orders) {
      const first = order.first(exclude);
      if (first !== null && (best === null || goesBefore(first, best, compare))) best = first;
    }
    return best;
  };
}
