import type { MediaKind } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Lease, LeaseNeed } from '../tokens/types.ts';
import type { GenerationDeps, JobSettings } from './deps.ts';
import type { Dispatcher } from './dispatch.ts';
import { expectedWaitMs } from './expected-wait.ts';
import type { Durations } from './progress.ts';
import type { Queue } from './queue.ts';
import { mayWait, whyNot } from './share.ts';
import type { Line } from './turns.ts';
import { unserved } from './unserved.ts';

export interface AdmissionDeps {
  deps: {
    pool: Pick<GenerationDeps['pool'], 'lease' | 'held'>;
    settings(): Pick<JobSettings, 'queueDepth'>;
  };
  queue: Queue;
  dispatcher: Dispatcher;
  durations: Durations;
}

/** Decides who is served at once, who may wait, and who is told to come back. */
export function createAdmission({ deps: { pool, settings }, queue, dispatcher, durations }: AdmissionDeps) {
  /** Jobs that were let in and are being stored before they join the queue, by key. */
  const entering = new Map<string, number>();
  let enteringInAll = 0;

  function countEntering(apiKeyId: string, change: number): void {
    enteringInAll += change;
    const count = (entering.get(apiKeyId) ?? 0) + change;
    if (count === 0) entering.delete(apiKeyId);
    else entering.set(apiKeyId, count);
  }

  function waitMsFor(kind: MediaKind, ahead: number): number {
    // Whoever waits does so because all slots are taken, so that those that are held are those that there are.
    const slots = [...pool.held().values()].filter((lease) => lease.kind === kind).length;
    return expectedWaitMs({ ahead, slots, slotMs: durations.slotMs(kind) });
  }

  /** Those who wait for the same thing once all had their turn at what is free. */
  function lineAfterTurn(need: LeaseNeed): Line | null {
    dispatcher.settle();
    const line = queue.lineFor(need);
    if (line === null || line.unserved === null) return line;
    // How long it lasts is not what it was at the last turn.
    dispatcher.wake();
    dispatcher.settle();
    return queue.lineFor(need);
  }

  function checkRoom(kind: MediaKind, apiKeyId: string): void {
    const { queueDepth: depth } = settings();
    const own = queue.sizeOfKey(apiKeyId) + (entering.get(apiKeyId) ?? 0);
    const places = { depth, waiting: queue.size() + enteringInAll, own };
    if (mayWait(places)) return;
    throw new ServiceError('queue_full', `${whyNot(places)} Try again later.`, {
      retryAfterMs: waitMsFor(kind, queue.sizeOf(kind)),
    });
  }

  return {
    /**
     * A slot at once, which nobody who waits could have had; null when the job has to wait. Its place is kept until `entered`.
     * @throws ServiceError `no_token_available`, `upstream_unavailable` or `queue_full`
     */
    admit(need: LeaseNeed, apiKeyId: string): Lease | null {
      const line = lineAfterTurn(need);
      if (line?.unserved) throw unserved(need, line.unserved);
      const answer = line === null ? pool.lease(need) : null;
      if (answer?.outcome === 'leased') {
        queue.tookTurn(need.kind, apiKeyId);
        return answer.lease;
      }
      if (answer !== null && answer.outcome !== 'busy') throw unserved(need, answer);
      checkRoom(need.kind, apiKeyId);
      countEntering(apiKeyId, 1);
      return null;
    },

    /** A job that has to wait was stored and joins the queue now, or could not be stored. */
    entered: (apiKeyId: string): void => countEntering(apiKeyId, -1),

    /** What a job hears that has waited `waitMs`, the longest that it may, at this place of its line. */
    waitedTooLong(kind: MediaKind, place: number, waitMs: number): ServiceError {
      const text = `No slot came free within ${Math.round(waitMs / 1000)} s. Nothing was spent; try again.`;
      return new ServiceError('queue_timeout', text, { retryAfterMs: waitMsFor(kind, place) });
    },
  };
}

export type Admission = ReturnType<typeof createAdmission>;
