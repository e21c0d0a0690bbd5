import type { MediaKind } from '../../schema/catalogue.ts';
import type { Pool } from '../tokens/types.ts';
import { expectedWaitMs } from './expected-wait.ts';
import type { Durations } from './progress.ts';
import type { Queue } from './queue.ts';

/** How the queue stands. */
export interface QueueReport {
  /** How many may wait. */
  depth: number;
  kinds: readonly QueueOfKind[];
}

export interface QueueOfKind {
  kind: MediaKind;
  waiting: number;
  /** Slots that are taken now. */
  inFlight: number;
  /** When whoever comes now will probably get a slot; 0 when nobody waits. */
  expectedWaitMs: number;
  keys: readonly { apiKeyId: string; waiting: number }[];
  /** What the jobs wait for, in words. */
  limits: readonly { reason: string; waiting: number }[];
}

export interface QueueReportDeps {
  queue: Queue;
  pool: Pick<Pool, 'held'>;
  durations: Durations;
  depth(): number;
}

const KINDS = ['image', 'video'] as const satisfies MediaKind[];

/** Looks at everybody who waits, so it is for operators and not for requests. */
export function createQueueReport({ queue, pool, durations, depth }: QueueReportDeps): () => QueueReport {
  return () => {
    const held = [...pool.held().values()];
    const all = [...queue.all()];
    const kinds = KINDS.map((kind): QueueOfKind => {
      const waiting = all.filter(({ need }) => need.kind === kind);
      const inFlight = held.filter((lease) => lease.kind === kind).length;
      const ahead = waiting.length;
      const waitMs = expectedWaitMs({ ahead: ahead + 1, slots: inFlight, slotMs: durations.slotMs(kind) });
      return {
        kind,
        waiting: ahead,
        inFlight,
        expectedWaitMs: ahead === 0 ? 0 : waitMs,
        keys: tally(waiting.map(({ apiKeyId }) => apiKeyId)).map(([apiKeyId, count]) => ({ apiKeyId, waiting: count })),
        limits: tally(waiting.map(({ id }) => queue.standingOf(id)?.limit ?? 'a free slot')).map(([reason, count]) => ({
          reason,
          waiting: count,
        })),
      };
    });
    return { depth: depth(), kinds };
  };
}

/** How often each comes, the most frequent first. */
function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
