import type { MediaKind } from '../../schema/catalogue.ts';
import type { LeaseNeed } from '../tokens/types.ts';
import { createTurns, type Line, type Spot, type Turns, type Waiting } from './turns.ts';

/**
 * Jobs that wait for a slot. Pictures and videos wait apart, since no slot suits both; within a kind keys take turns, and
 * jobs with different needs (a video that only an Ultra account may make) do not stand in each other's way.
 *
 * Only `all` and `renumber` look at everybody.
 */
export function createQueue() {
  const turns: Record<MediaKind, Turns> = { image: createTurns(), video: createTurns() };
  const spots = new Map<string, Spot>();
  const byKey = new Map<string, number>();
  let joined = 0;
  /** Whether places may differ from what was counted last. */
  let stale = false;

  function count(apiKeyId: string, change: number): void {
    const held = (byKey.get(apiKeyId) ?? 0) + change;
    if (held === 0) byKey.delete(apiKeyId);
    else byKey.set(apiKeyId, held);
  }

  return {
    size: () => spots.size,
    sizeOf: (kind: MediaKind) => turns[kind].size(),
    sizeOfKey: (apiKeyId: string) => byKey.get(apiKeyId) ?? 0,
    all: (): Iterable<Waiting> => spots.values(),

    /** The line of those who wait for the same thing; null when nobody does. */
    lineFor: (need: LeaseNeed): Line | null =>
      turns[need.kind].size() === 0 ? null : turns[need.kind].line(lineOf(need)),

    /** `returned` is for a job that already had its turn and goes back: it comes before all who had none. */
    add(waiting: Waiting, returned = false): void {
      joined += 1;
      spots.set(waiting.id, turns[waiting.need.kind].add(waiting, lineOf(waiting.need), joined, returned));
      count(waiting.apiKeyId, 1);
      stale = true;
    },

    remove(id: string): boolean {
      const spot = spots.get(id);
      if (spot === undefined) return false;
      spots.delete(id);
      turns[spot.need.kind].remove(spot);
      count(spot.apiKeyId, -1);
      stale = true;
      return true;
    },

    /** Whose turn it is among those of a kind whose line is not `stuck`; null when nobody is left. */
    next: (kind: MediaKind, stuck: ReadonlySet<Line>): Spot | null => turns[kind].next(stuck),

    /** A job of the key got a slot, waiting or not. */
    tookTurn(kind: MediaKind, apiKeyId: string): void {
      turns[kind].tookTurn(apiKeyId);
      stale = true;
    },

    /** Place among the waiting jobs of its kind, from 1, as of the last count, and what it waits for; null when it does not wait. */
    standingOf(id: string): { place: number; limit: string | null } | null {
      const spot = spots.get(id);
      return spot === undefined ? null : { place: spot.place, limit: spot.line.limit };
    },

    /** Counts the places anew, if anything has moved. */
    renumber(): void {
      if (stale) for (const kind of Object.values(turns)) kind.renumber();
      stale = false;
    },
  };
}

export type Queue = ReturnType<typeof createQueue>;

/** Jobs that any token suits alike wait in one line: those that need the same in everything but who they are. */
function lineOf({ generationId, exclude, ...alike }: LeaseNeed): string {
  return JSON.stringify([alike, [...exclude].sort((a, b) => a - b)]);
}
