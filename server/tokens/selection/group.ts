import { createLane, type Lane, place } from './lane.ts';
import { createLine, type Line } from './line.ts';
import type { Member } from './member.ts';
import { moveTo } from './spot.ts';
import type { Standing, Want } from './standing.ts';
import type { Order } from './strategies.ts';

export type Group = ReturnType<typeof createGroup>;

/**
 * Tokens that see the same prices, sorted once for each price that was asked for. Prices come from the catalogue, so there
 * are few. A model has lanes of its own only while a member is limited for it.
 */
export function createGroup(emptyOrder: () => Order) {
  const members = createLine<Member>();
  /** Absent ones by why they are. */
  const absent = new Map<string, Line<Member>>();
  /** A lane that is given up leaves its place to the next that is opened, so that the others keep theirs. */
  const lanes: (Lane | null)[] = [];
  /** How many members are limited for a model. */
  const limited = new Map<string, number>();

  function open(price: number, model: string | null): Lane {
    const vacant = lanes.indexOf(null);
    const lane = createLane(vacant < 0 ? lanes.length : vacant, price, model, emptyOrder());
    lanes[lane.index] = lane;
    fill(lane);
    return lane;
  }

  /** The one used longest ago comes first, as if the lane had been here all the time. */
  function fill(lane: Lane): void {
    for (const member of [...members.owners()].sort((one, other) => one.usedAt - other.usedAt)) {
      if (member.standing !== null) place(member, member.standing, lane);
    }
  }

  /** Takes a change of the models that a member is limited for. */
  function countLimits(before: Standing | null, after: Standing | null): void {
    if (before?.limitedModels === after?.limitedModels) return;
    for (const model of after?.limitedModels ?? []) limited.set(model, (limited.get(model) ?? 0) + 1);
    for (const model of before?.limitedModels ?? []) {
      const left = (limited.get(model) ?? 0) - 1;
      limited.set(model, left);
      if (left === 0) giveUp(model);
    }
  }

  function giveUp(model: string): void {
    limited.delete(model);
    for (const lane of lanes) if (lane?.model === model) lanes[lane.index] = null;
  }

  /** Drops the reasons that nobody is absent for any more. */
  function forgetReasons(): void {
    for (const [reason, line] of absent) if (line.size === 0) absent.delete(reason);
  }

  function placeInAll(member: Member, standing: Standing): void {
    for (const lane of lanes) if (lane !== null) place(member, standing, lane);
  }

  return {
    members: members as Pick<Line<Member>, 'size' | 'owners'>,
    absent: absent as ReadonlyMap<string, Pick<Line<Member>, 'size' | 'owners'>>,

    /** Takes a member in, or a change of how it stands. The standing is its own from now on. */
    take(member: Member, standing: Standing): void {
      const before = member.standing;
      member.standing = standing;
      countLimits(before, standing);
      moveTo(members, member.seat);
      if (before === null) forgetReasons();
      placeInAll(member, standing);
    },

    /** Takes a change of what a member is busy with. */
    busy(member: Member, inFlight: number, reserved: number): void {
      const { standing } = member;
      if (standing === null) return;
      standing.inFlight = inFlight;
      standing.reserved = reserved;
      placeInAll(member, standing);
    },

    /** Takes in somebody who belongs here but is not to be had. */
    takeAbsent(member: Member, reason: string): void {
      const line = absent.get(reason) ?? createLine<Member>();
      absent.set(reason, line);
      moveTo(line, member.seat);
    },

    /** Lets somebody go, whether it was to be had or not. */
    leave(member: Member): void {
      moveTo(null, member.seat);
      for (const spot of member.spots) if (spot !== undefined) moveTo(null, spot);
      member.spots.length = 0;
      countLimits(member.standing, null);
      member.standing = null;
      forgetReasons();
    },

    used(member: Member): void {
      for (const lane of lanes) if (lane !== null) usedIn(lane, member);
    },

    /** A lane is sorted when it is first asked for, and kept up from then on. */
    laneFor({ price, model }: Want): Lane {
      const own = model !== undefined && limited.has(model) ? model : null;
      for (const lane of lanes) if (lane !== null && lane.price === price && lane.model === own) return lane;
      return open(price, own);
    },

    /** Sorts everybody anew, after the order in which they are kept changed. */
    sortAnew(): void {
      for (const lane of lanes) {
        if (lane === null) continue;
        lane.free = emptyOrder();
        fill(lane);
      }
    },
  };
}

function usedIn(lane: Lane, member: Member): void {
  const spot = member.spots[lane.index];
  if (spot !== undefined) spot.keeper?.used(spot);
}
