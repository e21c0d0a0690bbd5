import { ServiceError } from '../../schema/errors.ts';
import type { CallSlot } from '../../schema/generation.ts';
import type { RateState } from './quota.ts';

const MINUTE_MS = 60_000;

/** The calls of the last minute, by key: at no moment have there been more within a minute than the limit says. */
export function createRecentCalls(elapsed: () => number) {
  const times = new Map<string, number[]>();

  /** Oldest first; no longer than the limit was. */
  function recentOf(apiKeyId: string): number[] {
    const all = times.get(apiKeyId) ?? [];
    const old = all.findIndex((at) => at > elapsed() - MINUTE_MS);
    all.splice(0, old === -1 ? all.length : old);
    times.set(apiKeyId, all);
    return all;
  }

  return {
    /** Counts a call, for good only once its slot is kept. @throws ServiceError `rate_limited` */
    take(apiKeyId: string, limit: number): CallSlot {
      const recent = recentOf(apiKeyId);
      const first = recent[recent.length - limit];
      if (first !== undefined) {
        const message = `This API key may make ${limit} ${limit === 1 ? 'request' : 'requests'} a minute.`;
        throw new ServiceError('rate_limited', message, { retryAfterMs: Math.max(1, first + MINUTE_MS - elapsed()) });
      }
      const at = elapsed();
      recent.push(at);
      return slotOf(() => {
        const index = recent.indexOf(at);
        if (index !== -1) recent.splice(index, 1);
      });
    },

    stateOf(apiKeyId: string, limit: number): RateState {
      const recent = recentOf(apiKeyId);
      const last = recent.at(-1);
      return {
        limit,
        remaining: Math.max(0, limit - recent.length),
        resetMs: last === undefined ? 0 : Math.max(0, last + MINUTE_MS - elapsed()),
      };
    },
  };
}

/** Gives back at most once, and nothing that was kept. */
export function slotOf(giveBack: () => void): CallSlot {
  let isOpen = true;
  return {
    keep(): void {
      isOpen = false;
    },
    [Symbol.dispose](): void {
      if (isOpen) giveBack();
      isOpen = false;
    },
  };
}
