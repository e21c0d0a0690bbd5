import type { LeaseNeed, Unserved } from '../tokens/types.ts';
import { createFirstCome, type FirstCome, type Leaving } from './first-come.ts';

/** A job that waits for a token's slot. */
export interface Waiting {
  id: string;
  /** The key it came with: keys take turns. */
  apiKeyId: string;
  need: LeaseNeed;
  /** When it gives up waiting, as `elapsed` counts. A restart begins the wait anew, since time that the service was down is nobody's wait. */
  until: number;
  /** It stood in line before it was ever tried: it goes on waiting, as those beside it do, when nobody can be served. */
  hasWaited: boolean;
}

/** Jobs that any token suits alike: when one of them finds no slot, none of them does. */
export interface Line {
  readonly name: string;
  size: number;
  /** What they wait for, in words, as of the last look for a slot; null before it. */
  limit: string | null;
  /** Set while they wait for something other than a slot: nobody can serve them now, but it passes. */
  unserved: Unserved | null;
}

/** A waiting job and where it stands. */
export interface Spot extends Waiting, Leaving {
  line: Line;
  /** Counts those who came before. */
  seq: number;
  /** It had its turn, was refused, and is served before those who wait for theirs. */
  returned: boolean;
  /** From 1, as of the last count. */
  place: number;
}

/** The waiting jobs of one key. */
interface Share {
  apiKeyId: string;
  /** Counts up with every turn that anybody took; 0 when this key took none yet. */
  lastTurn: number;
  size: number;
  lines: Map<Line, FirstCome<Spot>>;
}

/**
 * The waiting jobs of one kind. Keys take turns: the one that was served longest ago is next, and within a key the job that
 * came first. Joining, leaving and finding the next cost the same for one job as for ten thousand; they grow with the keys
 * that wait.
 */
export function createTurns() {
  const lines = new Map<string, Line>();
  const shares = new Map<string, Share>();
  const lastTurns = new Map<string, number>();
  const returned = createFirstCome<Spot>();
  /** Whose turn it is, the next one first. */
  let order: Share[] = [];
  let turn = 0;
  let size = 0;

  /** Into the order, behind all who were served before it. */
  function lineUp(share: Share): void {
    const behind = order.findIndex((other) => other.lastTurn > share.lastTurn);
    if (behind === -1) order.push(share);
    else order.splice(behind, 0, share);
  }

  function shareOf(apiKeyId: string): Share {
    const known = shares.get(apiKeyId);
    if (known !== undefined) return known;
    const share = { apiKeyId, lastTurn: lastTurns.get(apiKeyId) ?? 0, size: 0, lines: new Map() };
    shares.set(apiKeyId, share);
    lineUp(share);
    return share;
  }

  /** Where one more job of a key comes in: after its own, and those that others will have had by then. */
  function placeOfNext(share: Share): number {
    const own = share.size;
    let ahead = returned.size() + own;
    let isBefore = true;
    for (const other of order) {
      if (other === share) isBefore = false;
      else ahead += Math.min(other.size, own + (isBefore ? 1 : 0));
    }
    return ahead + 1;
  }

  function join(share: Share, spot: Spot): void {
    const line = share.lines.get(spot.line) ?? createFirstCome<Spot>();
    share.lines.set(spot.line, line);
    line.add(spot);
    share.size += 1;
  }

  function quit(share: Share, spot: Spot): void {
    const line = share.lines.get(spot.line);
    line?.remove(spot);
    if (line?.size() === 0) share.lines.delete(spot.line);
    share.size -= 1;
    if (share.size > 0) return;
    shares.delete(share.apiKeyId);
    order = order.filter((other) => other !== share);
  }

  return {
    size: () => size,
    line: (name: string): Line | null => lines.get(name) ?? null,

    /** `seq` counts up with each job that joins. */
    add(waiting: Waiting, lineName: string, seq: number, isReturned: boolean): Spot {
      const line = lines.get(lineName) ?? { name: lineName, size: 0, limit: null, unserved: null };
      lines.set(lineName, line);
      const spot = { ...waiting, line, seq, returned: isReturned, place: 0, gone: false };
      if (isReturned) {
        returned.add(spot);
        spot.place = returned.size();
      } else {
        const share = shareOf(waiting.apiKeyId);
        spot.place = placeOfNext(share);
        join(share, spot);
      }
      line.size += 1;
      size += 1;
      return spot;
    },

    /** `spot` is one of these, and leaves once. */
    remove(spot: Spot): void {
      if (spot.returned) returned.remove(spot);
      else quit(shareOf(spot.apiKeyId), spot);
      spot.line.size -= 1;
      if (spot.line.size === 0) lines.delete(spot.line.name);
      size -= 1;
    },

    /** Whose turn it is among those whose line is not `stuck`; null when nobody is left. */
    next(stuck: ReadonlySet<Line>): Spot | null {
      if (stuck.size >= lines.size) return null;
      const back = returned.size() === 0 ? undefined : returned.all().find((spot) => !stuck.has(spot.line));
      if (back !== undefined) return back;
      for (const share of order) {
        const first = firstOf(share, stuck);
        if (first !== null) return first;
      }
      return null;
    },

    /** The key was served, so that all others who wait come before it. */
    tookTurn(apiKeyId: string): void {
      turn += 1;
      lastTurns.set(apiKeyId, turn);
      const share = shares.get(apiKeyId);
      if (share === undefined) return;
      share.lastTurn = turn;
      order = [...order.filter((other) => other !== share), share];
    },

    /** Counts everybody's place anew. */
    renumber(): void {
      let place = 0;
      for (const spot of inOrder(returned.all(), order.map(jobsOf))) {
        place += 1;
        spot.place = place;
      }
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;

function firstOf({ lines }: Share, stuck: ReadonlySet<Line>): Spot | null {
  let earliest: Spot | null = null;
  for (const [line, waiting] of lines) {
    const first = stuck.has(line) ? null : waiting.first();
    if (first !== null && (earliest === null || first.seq < earliest.seq)) earliest = first;
  }
  return earliest;
}

/** A key's jobs as they came. */
function jobsOf({ lines }: Share): Spot[] {
  const all = [...lines.values()].flatMap((line) => line.all());
  return lines.size > 1 ? all.sort((a, b) => a.seq - b.seq) : all;
}

/** The order in which jobs are served if every slot that comes free suits all of them. */
function* inOrder(returned: readonly Spot[], keys: readonly (readonly Spot[])[]): Generator<Spot> {
  yield* returned;
  let waiting = keys;
  for (let round = 0; waiting.length > 0; round += 1) {
    let isAnyOver = false;
    for (const jobs of waiting) {
      const job = jobs[round];
      if (job !== undefined) yield job;
      isAnyOver ||= jobs.length <= round + 1;
    }
    if (isAnyOver) waiting = waiting.filter((jobs) => jobs.length > round + 1);
  }
}
