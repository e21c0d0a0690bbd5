import { createGroup, type Group } from './group.ts';
import { HINDRANCES, type Hindrance, inWords, type Lane } from './lane.ts';
import type { Line } from './line.ts';
import { Member } from './member.ts';
import type { Absence, PassedOver, Standing, Want } from './standing.ts';
import { type Strategy, WAYS } from './strategies.ts';
import { createTally } from './tally.ts';

export interface CandidatesDeps {
  /** Read at each choice. A change sorts everybody anew, once. */
  strategy(): Strategy;
  /** At least 0, below 1. */
  random(): number;
}

const ALREADY_TRIED = 'already tried for this request';

interface Known {
  member: Member;
  group: Group;
  /** The group's name. */
  name: string;
}

/**
 * The tokens for one kind of media, ready to be chosen from. Choosing costs the same however many there are: they are
 * kept in the order of the strategy, and it looks at one of them, and at one or two more for each that is excluded.
 */
export function createCandidates({ strategy, random }: CandidatesDeps) {
  const groups = new Map<string, Group>();
  const tokens = new Map<number, Known>();
  let applied = strategy();
  let uses = 0;

  function groupNamed(name: string): Group {
    const group = groups.get(name) ?? createGroup(() => WAYS[applied].emptyOrder());
    groups.set(name, group);
    return group;
  }

  function applyStrategy(): void {
    const wanted = strategy();
    if (wanted === applied) return;
    applied = wanted;
    for (const group of groups.values()) group.sortAnew();
  }

  const laneFor = (want: Want): Lane | null => groups.get(want.group)?.laneFor(want) ?? null;

  /** Those of a group that are excluded though they are ready for work. */
  function excludedOf(name: string, exclude: ReadonlySet<number>): Member[] {
    const members: Member[] = [];
    for (const id of exclude) {
      const known = tokens.get(id);
      if (known?.name === name && known.member.standing !== null) members.push(known.member);
    }
    return members;
  }

  /** How many of a group are hindered so, but for the excluded ones. */
  function hindered(lane: Lane, by: Hindrance, excluded: readonly Member[]): number {
    const line = lane.hindered[by];
    return line.size - excluded.filter(({ spots }) => spots[lane.index]?.keeper === line).length;
  }

  return {
    /**
     * Tells where a token stands, or, when that is null, why it is not to be had. Null without a reason forgets it.
     * The set of limited models must not be changed afterwards.
     */
    put(id: number, standing: Standing | null, absence?: Absence): void {
      const name = standing?.group ?? absence?.group;
      const known = tokens.get(id);
      if (known !== undefined && (known.name !== name || standing === null)) known.group.leave(known.member);
      if (name === undefined) {
        tokens.delete(id);
        return;
      }
      const group = known?.name === name ? known.group : groupNamed(name);
      const member = known?.member ?? new Member(id);
      tokens.set(id, { member, group, name });
      if (standing !== null) group.take(member, { ...standing });
      else if (absence !== undefined) group.takeAbsent(member, absence.reason);
    },

    /** Tells what a token is busy with now; one that is not to be had is left out. */
    busy(id: number, inFlight: number, reserved: number): void {
      const known = tokens.get(id);
      known?.group.busy(known.member, inFlight, reserved);
    },

    /** Notes that a token was taken just now. */
    used(id: number): void {
      const known = tokens.get(id);
      if (known === undefined) return;
      uses += 1;
      known.member.usedAt = uses;
      known.group.used(known.member);
    },

    /** The token to take and why it is this one, in plain words; null when none is free. Wants are of different groups. */
    choose(wants: readonly Want[], exclude: ReadonlySet<number>): { id: number; by: string } | null {
      applyStrategy();
      const way = WAYS[applied];
      const orders = wants.flatMap((want) => laneFor(want)?.free ?? []);
      const winner = way.pick(orders, exclude, random);
      return winner === null ? null : { id: winner.id, by: way.by(winner) };
    },

    /** Whether anybody could serve if all slots and all set-aside credits were free. */
    couldServe(wants: readonly Want[]): boolean {
      return wants.some((want) => {
        const group = groups.get(want.group);
        if (group === undefined) return false;
        const { limited, poor } = group.laneFor(want).hindered;
        return group.members.size > limited.size + poor.size;
      });
    },

    /** How many could serve if slots or set-aside credits came free. */
    waiting(wants: readonly Want[], exclude: ReadonlySet<number>): { slots: number; credits: number } {
      const count = { slots: 0, credits: 0 };
      for (const want of wants) {
        const lane = laneFor(want);
        if (lane === null) continue;
        const excluded = excludedOf(want.group, exclude);
        count.slots += hindered(lane, 'full', excluded);
        count.credits += hindered(lane, 'setAside', excluded);
      }
      return count;
    },

    /**
     * How many could be chosen now, and why not the rest. `others` are groups that are counted too though they cannot
     * serve, with the reason for those of them that are ready for work. All counts together are the number of tokens in
     * the groups of both. Costs as much as there are groups, reasons and exclusions.
     */
    census(
      wants: readonly Want[],
      exclude: ReadonlySet<number>,
      others: readonly Absence[] = [],
    ): { candidates: number; passedOver: PassedOver[] } {
      const tally = createTally();
      let candidates = 0;
      for (const want of wants) {
        const group = groups.get(want.group);
        if (group === undefined) continue;
        const lane = group.laneFor(want);
        const excluded = excludedOf(want.group, exclude);
        candidates += group.members.size - excluded.length;
        for (const hindrance of HINDRANCES) {
          const count = hindered(lane, hindrance, excluded);
          candidates -= count;
          tally.add(inWords(hindrance, want), count, beside(exclude, lane.hindered[hindrance]));
        }
        tally.add(ALREADY_TRIED, excluded.length, excluded);
      }
      for (const { group: name, reason } of others) {
        const members = groups.get(name)?.members;
        if (members !== undefined) tally.add(reason, members.size, members.owners());
      }
      for (const { group } of [...wants, ...others]) {
        for (const [reason, line] of groups.get(group)?.absent ?? []) tally.add(reason, line.size, line.owners());
      }
      return { candidates, passedOver: tally.result() };
    },

    /** How many of a group are ready for work, free or not. */
    size: (group: string): number => groups.get(group)?.members.size ?? 0,
  };
}

function* beside(exclude: ReadonlySet<number>, line: Line<Member>): Generator<Member> {
  for (const member of line.owners()) if (!exclude.has(member.id)) yield member;
}
