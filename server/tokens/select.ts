import { emptyLine, type Line, moveTo, type Spot, spotOf } from './line.ts';

/** What selection must know of a token, for one kind of media. Tokens that are off, signed out or disabled have none. */
export interface Standing {
  /** Tokens of the same upstream and tier, which see the same prices. */
  group: string;
  /** Jobs of this kind that it runs now. */
  inFlight: number;
  /** Jobs of this kind that it may run at once, -1 for no limit; never 0. */
  slots: number;
  credits: number;
  /** Credits set aside for jobs whose price is not yet taken off the balance. */
  reserved: number;
}

/** Tokens of one group may serve, for a price. */
export interface Want {
  group: string;
  price: number;
}

interface Member {
  id: number;
  group: Group;
  standing: Standing;
  /** Counts uses of all tokens, so that of two the one with the smaller number was used longer ago. */
  usedAt: number;
  /** Its place in each lane of its group, in their order. */
  spots: Spot<Member>[];
}

/** Those of a group that can pay one price, kept sorted so that choosing looks at no one else. */
interface Lane {
  price: number;
  /** The free ones by jobs in flight; within a level the one that came longest ago is first. */
  levels: Line<Member>[];
  /** No level below this one has members. */
  lowest: number;
  /** Those without a free slot, and those whose credits are set aside. */
  slots: Line<Member>;
  credits: Line<Member>;
}

interface Group {
  name: string;
  members: Set<Member>;
  /** One for each price that was asked for. Prices come from the catalogue, so there are few. */
  lanes: Lane[];
}

/**
 * The tokens that could serve one kind of media. Choosing takes the least busy, among equals the one used longest ago,
 * and costs the same however many there are: it looks at one token, and at one more for each that is excluded.
 */
export function createCandidates() {
  const groups = new Map<string, Group>();
  const members = new Map<number, Member>();
  let uses = 0;

  function groupNamed(name: string): Group {
    const group = groups.get(name) ?? { name, members: new Set(), lanes: [] };
    groups.set(name, group);
    return group;
  }

  /** A lane is sorted when its price is first asked for, and kept up from then on. */
  function laneFor({ group: name, price }: Want): Lane | null {
    const group = groups.get(name);
    if (group === undefined) return null;
    for (const lane of group.lanes) if (lane.price === price) return lane;
    const lane: Lane = { price, levels: [], lowest: 0, slots: emptyLine(), credits: emptyLine() };
    group.lanes.push(lane);
    for (const member of group.members) place(member);
    return lane;
  }

  return {
    /** Tells where a token stands; null takes it out. */
    put(id: number, standing: Standing | null): void {
      const known = members.get(id);
      if (known !== undefined && known.group.name !== standing?.group) {
        for (const spot of known.spots) moveTo(null, spot);
        known.group.members.delete(known);
        members.delete(id);
      }
      if (standing === null) return;
      const group = groupNamed(standing.group);
      const member = members.get(id) ?? { id, group, standing, usedAt: known?.usedAt ?? 0, spots: [] };
      member.standing = { ...standing };
      members.set(id, member);
      group.members.add(member);
      place(member);
    },

    /** Tells what a token is busy with now; one that is not in is left out. */
    busy(id: number, inFlight: number, reserved: number): void {
      const member = members.get(id);
      if (member === undefined) return;
      member.standing.inFlight = inFlight;
      member.standing.reserved = reserved;
      place(member);
    },

    /** The token to take, null when none is free. */
    choose(wants: readonly Want[], exclude: ReadonlySet<number>): number | null {
      let best: Member | null = null;
      for (const want of wants) {
        const lane = laneFor(want);
        const first = lane === null ? null : firstFree(lane, exclude);
        if (first !== null && (best === null || goesBefore(first, best))) best = first;
      }
      return best?.id ?? null;
    },

    /** Notes that a token was taken just now. */
    used(id: number): void {
      const member = members.get(id);
      uses += 1;
      if (member !== undefined) member.usedAt = uses;
    },

    /** How many could serve if slots or set-aside credits came free. Tokens in `exclude` may be counted as long as another waits. */
    waiting(wants: readonly Want[], exclude: ReadonlySet<number>): { slots: number; credits: number } {
      const count = { slots: 0, credits: 0 };
      for (const want of wants) {
        const lane = laneFor(want);
        if (lane === null) continue;
        if (firstOf(lane.slots, exclude) !== null) count.slots += lane.slots.size;
        if (firstOf(lane.credits, exclude) !== null) count.credits += lane.credits.size;
      }
      return count;
    },

    /** How many stand in a group, free or not. */
    size: (group: string): number => groups.get(group)?.members.size ?? 0,
  };
}

/** Puts a member where it belongs in every lane of its group. */
function place(member: Member): void {
  const { group, standing, spots } = member;
  for (let index = 0; index < group.lanes.length; index += 1) {
    const lane = group.lanes[index] as Lane;
    const spot = spots[index] ?? spotOf(member);
    spots[index] = spot;
    moveTo(lineFor(lane, standing), spot);
  }
}

/** Null for a token whose whole balance does not reach the price. */
function lineFor(lane: Lane, { inFlight, slots, credits, reserved }: Standing): Line<Member> | null {
  if (credits < lane.price) return null;
  if (slots >= 0 && inFlight >= slots) return lane.slots;
  if (credits - reserved < lane.price) return lane.credits;
  while (lane.levels.length <= inFlight) lane.levels.push(emptyLine());
  lane.lowest = Math.min(lane.lowest, inFlight);
  return lane.levels[inFlight] as Line<Member>;
}

function goesBefore(one: Member, other: Member): boolean {
  const less = one.standing.inFlight - other.standing.inFlight;
  return less < 0 || (less === 0 && one.usedAt < other.usedAt);
}

function firstFree(lane: Lane, exclude: ReadonlySet<number>): Member | null {
  while (lane.lowest < lane.levels.length && lane.levels[lane.lowest]?.size === 0) lane.lowest += 1;
  for (let level = lane.lowest; level < lane.levels.length; level += 1) {
    const first = firstOf(lane.levels[level] as Line<Member>, exclude);
    if (first !== null) return first;
  }
  return null;
}

function firstOf(line: Line<Member>, exclude: ReadonlySet<number>): Member | null {
  for (let spot = line.first; spot !== null; spot = spot.after) if (!exclude.has(spot.owner.id)) return spot.owner;
  return null;
}
